import { snapshotNameFor } from '../../domain/snapshot/database-name.ts'
import { isSnapshotId, parseSelector, type Selector } from '../../domain/snapshot/name.ts'
import type { Snapshot } from '../../domain/snapshot/snapshot.ts'
import { type DatabaseFacts, snapshotTags, tagsForSnapshot } from '../../domain/snapshot/tags.ts'
import type { Facts, Running, Step } from '../../engine/step.ts'
import { badInput, noVolume, snapshotNotReady } from '../../errors/index.ts'
import type { Database } from '../../ports/databases.ts'
import { dryRunSnapshot, LostReply } from '../../ports/snapshots.ts'
import type { Volume } from '../../ports/volumes.ts'
import { checkAccount } from './choose.ts'
import { ownTags, type SnapshotContext } from './context.ts'
import { settleDatabase } from './playbooks.ts'
import { until } from './wait.ts'

/** Copies the volumes and RDS instances that hold data, the database on a host settled just before. */
export function snapshotCreate(): readonly Step<SnapshotContext>[] {
  return [find, settle, copy, wait]
}

/** @throws OpsctlError BAD_INPUT (exit 2), before anything is asked of AWS */
export function readSelector(text: string): Selector {
  const selector = parseSelector(text)
  if ('rule' in selector) throw badInput('--of', selector.rule, selector.fix)
  return selector
}

/** What there is to copy. */
export interface Sources {
  readonly volumes: readonly Volume[]
  readonly databases: readonly Database[]
}

/** What of the environment a selector means; without one, all that holds data. @throws NO_VOLUME */
export async function selectSources(c: SnapshotContext): Promise<Sources> {
  const { of } = c.input
  const selector = of === undefined ? null : readSelector(of)
  const own = ownTags(c)
  const wanted =
    selector === null
      ? { ...own, HoldsData: 'true' }
      : selector.kind === 'tag'
        ? { ...own, [selector.key]: selector.value }
        : own
  // What a swap put aside is named when it is meant.
  const named = selector !== null && selector.kind !== 'tag'
  const serves = (one: Volume | Database) => named || !(snapshotTags.setAside in one.tags)
  const volumes = selector?.kind === 'database' ? [] : await c.volumes.tagged(wanted)
  const databases = selector?.kind === 'volume' ? [] : await c.databases.tagged(wanted)
  const found = {
    volumes: volumes
      .filter(serves)
      .filter((one) => selector?.kind !== 'volume' || one.id === selector.id),
    databases: databases
      .filter(serves)
      .filter((one) => selector?.kind !== 'database' || one.name === selector.name),
  }
  if (found.volumes.length + found.databases.length > 0) return found
  throw noVolume(c.environment.name, of ?? 'HoldsData=true')
}

const find: Step<SnapshotContext> = {
  id: 'find',
  title: 'Find what holds data',
  effect: 'read',
  run: async (c, at) => {
    await checkAccount(c)
    const { volumes, databases } = await selectSources(c)
    for (const one of volumes) at.news(`${one.id}  ${one.sizeGib} GiB`)
    for (const one of databases) at.news(`${one.name}  ${one.sizeGib} GiB, RDS`)
    return { volumes: volumes.map((one) => one.id), databases: databases.map((one) => one.name) }
  },
}

// PostgreSQL 15 manual, 26.2 "File System Level Backup": an atomic copy of the one volume that holds
// data and log is consistent; a CHECKPOINT before it makes the recovery short. A frozen file system
// would add nothing, and could stay frozen if this process died.
const settle: Step<SnapshotContext> = {
  id: 'settle',
  title: 'Settle the database',
  effect: 'change',
  run: async (c, at) => {
    const [id] = at.facts['volumes'] as readonly string[]
    const volume = id === undefined ? null : await c.volumes.find(id)
    if (volume?.tags['DataOf'] !== 'postgres' || volume.attachment === null)
      return { database: null }
    const database = await settleDatabase(c, at)
    if (database !== null) at.news(`checkpoint at ${database.lsn}, schema ${database.schema}`)
    return { database: database as unknown as Facts }
  },
  undo: async () => undefined,
}

const copy: Step<SnapshotContext> = {
  id: 'copy',
  title: 'Ask for the snapshots',
  effect: 'change',
  done: async (c, at) => {
    const made = await ofThisOperation(c)
    const all =
      volumesAt(at).every((id) => made.some((one) => one.source === id)) &&
      databasesAt(at).every((name) => made.some((one) => one.id === nameOfCopy(c, name)))
    return all ? factsOf(made) : false
  },
  run: async (c, at) => {
    const made: Snapshot[] = []
    for (const id of volumesAt(at)) made.push(await copyOnce(c, at, id))
    for (const name of databasesAt(at)) made.push(await copyDatabase(c, name))
    return factsOf(made)
  },
  undo: async (c, at) => {
    for (const one of await ofThisOperation(c)) {
      if (!isSnapshotId(one.id)) await noLongerPending(c, at, one.id)
      await c.writer.remove(one.id)
    }
    return undefined
  },
}

const wait: Step<SnapshotContext> = {
  id: 'wait',
  title: 'Wait until AWS has copied them',
  effect: 'read',
  run: async (c, at) => {
    const minutes = c.input.waitMinutes ?? 60
    const asked = at.facts['snapshots'] as readonly string[]
    for (const id of asked.filter((one) => one !== dryRunSnapshot)) {
      let last: Snapshot | null = null
      const ended = await until(c.clock, at, { seconds: minutes * 60, everyMs: 5000 }, async () => {
        last = await c.reader.find(id)
        if (last !== null && last.state !== 'pending') return last
        at.news(`${id}  ${last?.progress ?? 0} %`)
        return null
      })
      if (ended?.state === 'completed') continue
      throw snapshotNotReady(id, ended?.state ?? 'pending', minutes)
    }
    return undefined
  },
}

/** RDS deletes no snapshot that it still makes. */
async function noLongerPending(c: SnapshotContext, at: Running, name: string): Promise<void> {
  await until(c.clock, at, { seconds: 3600, everyMs: 10_000 }, async () =>
    (await c.reader.find(name))?.state === 'pending' ? null : true,
  )
}

/** Looks first, and again after an answer that was lost: it may have been made all the same. */
async function copyOnce(c: SnapshotContext, at: Running, id: string): Promise<Snapshot> {
  const volume = await c.volumes.find(id)
  if (volume === null) throw noVolume(c.environment.name, id)
  const tags = tagsForSnapshot({
    volume: volume.tags,
    operation: c.operation,
    version: c.version,
    commit: c.commit,
    // What the database said of itself belongs to its own volume alone.
    database:
      volume.tags['DataOf'] === 'postgres'
        ? ((at.facts['database'] ?? null) as unknown as DatabaseFacts | null)
        : null,
  })
  const description = `opsctl ${c.environment.project} ${c.environment.name} ${c.operation}`
  for (let attempt = 1; ; attempt++) {
    const [made] = await ofThisOperation(c, id)
    if (made !== undefined) return made
    try {
      return await c.writer.create(id, description, tags)
    } catch (error) {
      if (!(error instanceof LostReply) || attempt === 4) throw error
      at.news(`${error.message}; looking whether it was made`)
      await c.clock.sleep(2000 * attempt, at.signal)
    }
  }
}

/**
 * RDS copies the storage of the instance at one moment, which recovers as after a power cut (RDS user
 * guide, "Creating a DB snapshot"); there is no host on which the database could be settled first.
 */
async function copyDatabase(c: SnapshotContext, name: string): Promise<Snapshot> {
  const database = await c.databases.find(name)
  if (database === null) throw noVolume(c.environment.name, name)
  const { operation, version, commit } = c
  const facts = { volume: database.tags, operation, version, commit, database: null }
  return c.databaseWriter.snapshot(name, nameOfCopy(c, name), tagsForSnapshot(facts))
}

function nameOfCopy(c: SnapshotContext, database: string): string {
  return snapshotNameFor(database, c.operation)
}

const volumesAt = (at: Running) => at.facts['volumes'] as readonly string[]
/** None in an operation that an older opsctl began. */
const databasesAt = (at: Running) => (at.facts['databases'] ?? []) as readonly string[]

async function ofThisOperation(c: SnapshotContext, source?: string): Promise<Snapshot[]> {
  const found: Snapshot[] = []
  const tags = { [snapshotTags.operation]: c.operation }
  for await (const page of c.reader.pages({ tags, source })) found.push(...page)
  return found
}

function factsOf(made: readonly Snapshot[]): Facts {
  return {
    snapshots: made.map((one) => one.id),
    dataAt: made.map((one) => one.startedAt).sort()[0] ?? null,
  }
}
