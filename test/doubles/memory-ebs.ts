import type { Snapshot } from '../../src/domain/snapshot/snapshot.ts'
import type { ScratchHost } from '../../src/ports/scratch-hosts.ts'
import type { Volume } from '../../src/ports/volumes.ts'

type Tagged<T> = T & { tags: Record<string, string> }

/**
 * EBS and hosts in memory, with their awkward ways: a volume is `creating`, `attaching` or `detaching`
 * for one look, a host `pending`, and a terminated one lets go of its volumes a look later; what is
 * not available is not attached, nor to a host that does not run, what hangs nowhere not detached, and
 * what hangs somewhere not deleted. `edge` is called before and after every effect: a test cuts there.
 */
export class MemoryEbs {
  readonly snapshots = new Map<string, Tagged<Snapshot>>()
  readonly volumes = new Map<string, Tagged<Volume>>()
  readonly hosts = new Map<string, Tagged<ScratchHost>>()
  /** Every effect that reached AWS, in order. */
  readonly effects: string[] = []
  /** Answers of CreateSnapshot that get lost although it was made. */
  loseReplies = 0
  snapshotState: Snapshot['state'] = 'completed'
  #n = 0
  #clock: () => Date
  /** What a look at a volume or a host finds the next time, where something is under way. */
  readonly #soon = new Map<string, () => void>()

  constructor(clock: () => Date) {
    this.#clock = clock
  }

  next(prefix: string): string {
    this.#n += 1
    return `${prefix}-${String(this.#n).padStart(17, '0')}`
  }

  addVolume(tags: Record<string, string>, more: Partial<Volume> = {}): string {
    const id = this.next('vol')
    const base = { zone: 'a', sizeGib: 8, type: 'gp3', iops: 3000, throughput: 125 }
    const rest = {
      encrypted: true,
      kmsKey: 'key',
      state: 'available',
      snapshot: null,
      attachment: null,
    }
    this.volumes.set(id, { id, ...base, ...rest, ...more, tags: { ...tags } })
    return id
  }

  addHost(tags: Record<string, string>): string {
    const id = this.next('i')
    this.hosts.set(id, { id, state: 'running', address: '10.0.0.1', tags: { ...tags } })
    return id
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
    const { snapshots, volumes, hosts } = this
    /** Finds it as it is, and moves what is under way on. */
    const look = <T extends { id: string }>(found: T): T => {
      this.#soon.get(found.id)?.()
      this.#soon.delete(found.id)
      return found
    }
    const change = (id: string, more: Partial<Volume>) => {
      const one = volumes.get(id)
      if (one !== undefined) volumes.set(id, { ...one, ...more })
    }
    const letGo = (id: string) => {
      const attachment = volumes.get(id)?.attachment
      if (!attachment) throw new Error(`IncorrectState: ${id} hangs nowhere`)
      change(id, { attachment: { ...attachment, state: 'detaching' } })
      this.#soon.set(id, () => change(id, { state: 'available', attachment: null }))
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
        find: async (id: string) => snapshots.get(id) ?? null,
        sharing: async () => 'private' as const,
      },
      writer: {
        create: async (source: string, _: string, tags: object) => {
          const id = this.next('snap')
          const made = {
            id,
            source,
            startedAt: this.#clock().toISOString(),
            state: this.snapshotState,
            progress: 100,
            sizeGib: 8,
            encrypted: true,
            owner: '111111111111',
            tags: { ...(tags as Record<string, string>) },
          }
          effect(`+${source}`, () => snapshots.set(id, made))
          if (this.loseReplies-- > 0) {
            const { LostReply } = await import('../../src/ports/snapshots.ts')
            throw new LostReply('CreateSnapshot', new Error('socket hang up'))
          }
          return made
        },
        tag: async (id: string, tags: object) =>
          effect(`tag ${id}`, () => void Object.assign(snapshots.get(id)?.tags ?? {}, tags)),
        remove: async (id: string) => effect(`-${id}`, () => void snapshots.delete(id)),
      },
      needs: {
        read: async () => ({ needed: new Map<string, string[]>(), unread: [] as string[] }),
      },
      volumes: {
        find: async (id: string) => {
          const found = volumes.get(id)
          return found === undefined ? null : look(found)
        },
        tagged: async (tags: object) =>
          [...volumes.values()].filter((one) => has(one.tags, tags as never)).map(look),
      },
      volumeWriter: {
        create: async (wanted: { snapshot: string; tags: object; like: Volume }) => {
          let id = ''
          effect('+volume', () => {
            const { snapshot } = wanted
            id = this.addVolume(wanted.tags as never, { snapshot, state: 'creating' })
            this.#soon.set(id, () => change(id, { state: 'available' }))
          })
          return volumes.get(id) as Volume
        },
        attach: async (id: string, to: { instance: string; device: string }) =>
          effect(`attach ${id}`, () => {
            const { state } = volumes.get(id) ?? {}
            if (state !== 'available') throw new Error(`IncorrectState: ${id} is ${state}`)
            const host = hosts.get(to.instance)?.state
            if (host !== 'running') throw new Error(`IncorrectState: ${to.instance} is ${host}`)
            change(id, { state: 'in-use', attachment: { ...to, state: 'attaching' } })
            this.#soon.set(id, () => change(id, { attachment: { ...to, state: 'attached' } }))
          }),
        detach: async (id: string) => effect(`detach ${id}`, () => letGo(id)),
        tag: async (id: string, tags: object) =>
          effect(`tag ${id}`, () => void Object.assign(volumes.get(id)?.tags ?? {}, tags)),
        untag: async (id: string, keys: readonly string[]) =>
          effect(`untag ${id}`, () => {
            for (const key of keys) delete volumes.get(id)?.tags[key]
          }),
        remove: async (id: string) =>
          effect(`-${id}`, () => {
            if (volumes.get(id)?.attachment) throw new Error(`VolumeInUse: ${id}`)
            volumes.delete(id)
          }),
      },
      hosts: {
        tagged: async (tags: object) =>
          [...hosts.values()].filter((one) => has(one.tags, tags as never)).map(look),
      },
      hostWriter: {
        start: async (_: string, tags: object) => {
          let id = ''
          effect('+host', () => {
            id = this.addHost(tags as never)
            const made = { ...(hosts.get(id) as Tagged<ScratchHost>) }
            hosts.set(id, { ...made, state: 'pending' })
            this.#soon.set(id, () => hosts.set(id, made))
          })
          return hosts.get(id) as ScratchHost
        },
        terminate: async (id: string) =>
          effect(`-${id}`, () => {
            hosts.delete(id)
            for (const one of volumes.values()) if (one.attachment?.instance === id) letGo(one.id)
          }),
      },
    }
  }
}
