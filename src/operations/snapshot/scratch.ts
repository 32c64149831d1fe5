import { snapshotTags } from '../../domain/snapshot/tags.ts'
import type { Running } from '../../engine/step.ts'
import { snapshotNotReady } from '../../errors/index.ts'
import { dryRunHost, type ScratchHost } from '../../ports/scratch-hosts.ts'
import { dryRunVolume, type Volume } from '../../ports/volumes.ts'
import { ownTags, type SnapshotContext } from './context.ts'
import { removeDatabase } from './database-wait.ts'
import { text } from './fact.ts'
import { until } from './wait.ts'

/** By this device the inventory finds a host's data volume. */
export const dataDevice = '/dev/sdf'

/** How long a volume is waited for, to come, to hang or to be let go. */
export const volumePatience = { seconds: 900, everyMs: 1000 }

/** What this operation's scratch things carry; by it they are found and taken away. */
export function scratchTags(c: SnapshotContext) {
  return { ...ownTags(c), [snapshotTags.operation]: c.operation }
}

export async function scratchHost(c: SnapshotContext): Promise<ScratchHost | null> {
  const found = await c.hosts.tagged(scratchTags(c))
  return found.find((one) => one.state === 'pending' || one.state === 'running') ?? null
}

export async function scratchVolume(c: SnapshotContext, snapshot: string): Promise<Volume | null> {
  const found = await c.volumes.tagged(scratchTags(c))
  return found.find((one) => one.snapshot === snapshot) ?? null
}

/** @throws OpsctlError SNAPSHOT_NOT_READY when the volume never gets there */
export async function volumeIs(
  c: SnapshotContext,
  at: Running,
  id: string,
  wanted: 'available' | 'attached',
): Promise<void> {
  if (id === dryRunVolume) return
  const reached = await until(c.clock, at, volumePatience, async () => {
    const volume = await c.volumes.find(id)
    if (wanted === 'available') return volume?.state === 'available' ? volume : null
    return volume?.attachment?.state === 'attached' ? volume : null
  })
  if (reached === null) throw snapshotNotReady(id, `not ${wanted}`, volumePatience.seconds / 60)
}

/** Terminates and deletes all that this operation made for the while; may be called at any time. */
export async function tearDown(c: SnapshotContext, at: Running): Promise<void> {
  const calm = { ...at, signal: new AbortController().signal }
  for (const { id } of await c.hosts.tagged(scratchTags(c))) await c.hostWriter.terminate(id)
  for (const { id } of await c.volumes.tagged(scratchTags(c))) {
    // A terminated host lets go of its volumes after a while.
    await until(c.clock, calm, volumePatience, async () => {
      const volume = await c.volumes.find(id)
      return volume === null || volume.attachment === null ? true : null
    })
    await c.volumeWriter.remove(id)
  }
  for (const { name } of await c.databases.tagged(scratchTags(c))) {
    await removeDatabase(c, calm, name)
  }
}

/** Whether all this is only said. */
export function isRehearsal(at: Pick<Running, 'facts'>): boolean {
  return at.facts['host'] === dryRunHost
}

/** Says that what was not made would be taken away. */
export async function sayTearDown(c: SnapshotContext, at: Pick<Running, 'facts'>): Promise<void> {
  const { volume, database } = at.facts
  await c.hostWriter.terminate(dryRunHost)
  if (volume !== undefined) await c.volumeWriter.remove(text(at, 'volume'))
  if (database !== undefined) await c.databaseWriter.remove(text(at, 'database'))
}
