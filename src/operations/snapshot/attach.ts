import type { Running } from '../../engine/step.ts'
import type { Attachment } from '../../ports/volumes.ts'
import type { SnapshotContext } from './context.ts'
import { volumeIs, volumePatience } from './scratch.ts'
import { until } from './wait.ts'

/** States in which EC2 lets go of a volume (EC2 API reference, VolumeAttachment); `busy`: once unmounted. */
const leaving: ReadonlySet<string> = new Set(['detaching', 'busy'])

/**
 * Attaches a volume and waits until it hangs there. What a process before this one asked for and AWS is
 * still at is awaited and not asked for again: EC2 refuses that.
 */
export async function attachOnce(
  c: SnapshotContext,
  at: Running,
  id: string,
  to: Pick<Attachment, 'instance' | 'device'>,
): Promise<void> {
  const settled = await until(c.clock, at, volumePatience, async () => {
    const attachment = (await c.volumes.find(id))?.attachment ?? null
    return leaving.has(attachment?.state ?? '') ? null : { attachment }
  })
  if (settled?.attachment?.instance !== to.instance) await c.volumeWriter.attach(id, to)
  await volumeIs(c, at, id, 'attached')
}

/** Detaches a volume, if it hangs anywhere, and waits until it is free unless `dry`; asks for it once. */
export async function letGo(
  c: SnapshotContext,
  at: Running,
  id: string,
  dry: boolean,
): Promise<void> {
  const attachment = (await c.volumes.find(id))?.attachment ?? null
  if (attachment === null) return
  if (!leaving.has(attachment.state)) await c.volumeWriter.detach(id, attachment)
  if (!dry) await volumeIs(c, at, id, 'available')
}
