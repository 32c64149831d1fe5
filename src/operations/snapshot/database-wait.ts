import type { Running } from '../../engine/step.ts'
import { snapshotNotReady } from '../../errors/index.ts'
import type { Database } from '../../ports/databases.ts'
import type { SnapshotContext } from './context.ts'
import { until } from './wait.ts'

/** A restore of RDS reads the snapshot in the background, but the instance takes minutes to appear. */
const minutes = 60
const patience = { seconds: minutes * 60, everyMs: 10_000 }

/** States in which an instance answers (RDS user guide, "Viewing DB instance status"). */
const answering: ReadonlySet<string> = new Set([
  'available',
  'backing-up',
  'configuring-enhanced-monitoring',
  'storage-optimization',
])

/** States out of which no waiting helps. */
const hopeless =
  /^(failed|incompatible-|inaccessible-encryption|insufficient-capacity|restore-error)/

export function isReady(database: Pick<Database, 'state'>): boolean {
  return answering.has(database.state)
}

export function databaseWait<T>(
  c: SnapshotContext,
  at: Pick<Running, 'signal'>,
  ask: () => Promise<T | null>,
): Promise<T | null> {
  return until(c.clock, at, patience, ask)
}

/** Waits until the instance answers, and tells of each state on the way. @throws SNAPSHOT_NOT_READY */
export async function databaseReady(
  c: SnapshotContext,
  at: Running,
  name: string,
): Promise<Database> {
  let last = ''
  const ready = await databaseWait(c, at, async () => {
    const found = await c.databases.find(name)
    const state = found?.state ?? 'not there yet'
    if (state !== last) at.news(`${name}  ${state}`)
    last = state
    if (hopeless.test(state)) throw snapshotNotReady(name, state, 0)
    return found !== null && isReady(found) ? found : null
  })
  if (ready === null) throw snapshotNotReady(name, last, minutes)
  return ready
}

/** Deletes an instance that an operation made, protected or not; waits until RDS lets it be deleted. */
export async function removeDatabase(
  c: SnapshotContext,
  at: Pick<Running, 'signal'>,
  name: string,
): Promise<void> {
  const settled = await databaseWait(c, at, async () => {
    const found = await c.databases.find(name)
    if (found === null || found.state === 'deleting') return 'gone'
    return found.state === 'creating' || found.state === 'renaming' ? null : found
  })
  if (settled === 'gone') return
  if (settled === null) throw snapshotNotReady(name, 'not to be deleted yet', minutes)
  if (settled.settings.deletionProtection) await c.databaseWriter.protect(name, false)
  await c.databaseWriter.remove(name)
}
