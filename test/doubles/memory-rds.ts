import type { Snapshot } from '../../src/domain/snapshot/snapshot.ts'
import type { Database, NewDatabase } from '../../src/ports/databases.ts'

type Tagged<T> = T & { tags: Record<string, string> }

/**
 * RDS in memory, with its awkward ways: an instance is `creating` for two looks and `renaming` for
 * one, a snapshot pending for two, what is under way or protected is not deleted, a name that is taken
 * is refused. `edge` is called before and
 * after every effect: a test cuts there.
 */
export class MemoryRds {
  readonly snapshots = new Map<string, Tagged<Snapshot>>()
  /** By their present name. */
  readonly databases = new Map<string, Tagged<Database>>()
  /** Every effect that reached AWS, in order. */
  readonly effects: string[] = []
  window: { from: string; until: string } | null = null
  #n = 0
  readonly #looks = new Map<string, number>()
  readonly #clock: () => Date

  constructor(clock: () => Date) {
    this.#clock = clock
  }

  add(name: string, tags: Record<string, string>, more: Partial<Database> = {}): Tagged<Database> {
    this.#n += 1
    const id = `db-${String(this.#n).padStart(4, '0')}`
    const made = {
      id,
      name,
      arn: `arn:aws:rds:eu-west-3:111111111111:db:${name}`,
      engine: 'postgres',
      state: 'available',
      sizeGib: 20,
      encrypted: true,
      address: `${name}.rds.invalid`,
      port: 5432,
      settings: {
        instanceClass: 'db.t3.small',
        storageType: 'gp3',
        subnetGroup: 'shop-prod',
        securityGroups: ['sg-1'],
        parameterGroup: 'shop-prod-postgres15',
        optionGroup: null,
        multiAz: true,
        publicAddress: false,
        deletionProtection: true,
        copyTagsToSnapshot: true,
        minorUpgrades: true,
        iamAuthentication: false,
        backupDays: 7,
      },
      ...more,
      tags: { ...tags },
    }
    this.databases.set(name, made)
    return made
  }

  addSnapshot(name: string, of: Database, tags: Record<string, string>, more = {}): void {
    this.snapshots.set(name, {
      id: name,
      source: of.id,
      startedAt: new Date(this.#clock().getTime() - 60_000).toISOString(),
      state: 'completed',
      progress: 100,
      sizeGib: 20,
      encrypted: true,
      owner: '111111111111',
      ...more,
      tags: { ...tags },
    })
  }

  ports(edge: () => void = () => undefined) {
    const has = (tags: Record<string, string>, wanted: Readonly<Record<string, string>>) =>
      Object.entries(wanted).every(([key, value]) => tags[key] === value)
    const effect = (what: string, change: () => void) => {
      edge()
      change()
      this.effects.push(what)
      edge()
    }
    const { snapshots, databases } = this
    /** What a look finds; it moves what is under way on by one. */
    const look = (name: string) => {
      const found = databases.get(name)
      const left = this.#looks.get(found?.id ?? '') ?? 0
      if (found && left > 0) {
        this.#looks.set(found.id, left - 1)
        if (left === 1) databases.set(name, { ...found, state: 'available' })
      }
      return found ?? null
    }
    const under = (name: string) => {
      const found = databases.get(name)
      if (!found) throw new Error(`DBInstanceNotFound ${name}`)
      return found
    }
    return {
      reader: {
        async *pages({ tags, source }: { tags: object; source?: string | undefined }) {
          edge()
          yield [...snapshots.values()].filter(
            (one) =>
              has(one.tags, tags as never) && (source === undefined || one.source === source),
          )
        },
        find: async (name: string) => {
          const found = snapshots.get(name)
          const left = this.#looks.get(name) ?? 0
          if (found && left > 0) this.#looks.set(name, left - 1)
          if (found && left === 1) snapshots.set(name, { ...found, state: 'completed' })
          return snapshots.get(name) ?? null
        },
        sharing: async () => 'private' as const,
      },
      writer: {
        tag: async (name: string, tags: object) =>
          effect(`tag ${name}`, () => void Object.assign(snapshots.get(name)?.tags ?? {}, tags)),
        remove: async (name: string) =>
          effect(`-${name}`, () => {
            if (this.#looks.has(name) && snapshots.get(name)?.state === 'pending') {
              throw new Error(`InvalidDBSnapshotState ${name}`)
            }
            snapshots.delete(name)
          }),
      },
      databases: {
        find: async (name: string) => look(name),
        tagged: async (tags: object) =>
          [...databases.values()].filter((one) => has(one.tags, tags as never)),
        window: async () => this.window,
      },
      databaseWriter: {
        snapshot: async (database: string, name: string, tags: Record<string, string>) => {
          if (!snapshots.has(name)) {
            this.#looks.set(name, 2)
            effect(`+${name}`, () =>
              this.addSnapshot(name, under(database), tags, {
                startedAt: this.#clock().toISOString(),
                state: 'pending',
              }),
            )
          }
          return snapshots.get(name) as Snapshot
        },
        restore: async ({ name, settings, tags }: NewDatabase) => {
          if (!databases.has(name)) {
            effect(`+${name}`, () => {
              const { id } = this.add(name, { ...tags }, { settings, state: 'creating' })
              this.#looks.set(id, 2)
            })
          }
          return 'asked' as const
        },
        rename: async (from: string, to: string) => {
          const found = under(from)
          if (databases.has(to)) throw new Error(`DBInstanceAlreadyExists ${to}`)
          if (found.state !== 'available') throw new Error(`InvalidDBInstanceState ${from}`)
          effect(`${from}>${to}`, () => {
            databases.delete(from)
            const address = `${to}.rds.invalid`
            databases.set(to, { ...found, name: to, address, state: 'renaming' })
            this.#looks.set(found.id, 1)
          })
          return 'asked' as const
        },
        protect: async (name: string, on: boolean) =>
          effect(`protect ${name} ${on}`, () => {
            const found = under(name)
            const settings = { ...found.settings, deletionProtection: on }
            databases.set(name, { ...found, settings })
          }),
        tag: async ({ name }: Database, tags: object) =>
          effect(`tag ${name}`, () => void Object.assign(under(name).tags, tags)),
        untag: async ({ name }: Database, keys: readonly string[]) =>
          effect(`untag ${name}`, () => {
            for (const key of keys) delete under(name).tags[key]
          }),
        remove: async (name: string) =>
          effect(`-${name}`, () => {
            const found = databases.get(name)
            if (found?.settings.deletionProtection) throw new Error(`${name} is protected`)
            if (found?.state === 'creating') throw new Error(`InvalidDBInstanceState ${name}`)
            databases.delete(name)
          }),
      },
    }
  }
}
