import { isVolumeId } from '../../domain/snapshot/name.ts'
import { snapshotTags } from '../../domain/snapshot/tags.ts'
import type { Running } from '../../engine/step.ts'
import { attachOnce, letGo } from './attach.ts'
import type { SnapshotContext } from './context.ts'
import { text } from './fact.ts'
import { foreignKeys, notedMarks } from './marks.ts'

/**
 * Puts `wanted` in the place of `other` at the host; the one that hangs there is let go first.
 * Harmless when it was done before.
 */
export async function put(
  c: SnapshotContext,
  at: Running,
  wanted: string,
  other: string,
): Promise<void> {
  await letGo(c, at, other, isDry(wanted))
  await attachOnce(c, at, wanted, { instance: text(at, 'instance'), device: text(at, 'device') })
}

function isDry(id: string): boolean {
  return !isVolumeId(id)
}

/** Whether this volume hangs at the host that the operation works on. */
export async function isAt(c: SnapshotContext, at: Running, id: string): Promise<boolean> {
  const found = (await c.volumes.find(id))?.attachment
  return found?.instance === text(at, 'instance') && found.state === 'attached'
}

/**
 * Gives the volume that serves exactly the marks that were noted when the operation began, and marks the
 * other as set aside by this operation.
 */
export async function markLive(
  c: SnapshotContext,
  at: Pick<Running, 'facts'>,
  live: string,
  aside: string,
): Promise<void> {
  const tags = notedMarks(at)
  await c.volumeWriter.tag(live, tags)
  const foreign = foreignKeys((await c.volumes.find(live))?.tags ?? {}, tags)
  if (foreign.length > 0) await c.volumeWriter.untag(live, foreign)
  await c.volumeWriter.tag(aside, {
    [snapshotTags.setAside]: c.operation,
    Name: `${tags['Name'] ?? aside}-set-aside`,
  })
}
