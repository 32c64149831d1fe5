import type { Step } from '../../engine/step.ts'
import type { SnapshotContext } from './context.ts'
import { choose, chooseForSwap } from './restore-choice.ts'
import { restoredVolume } from './restored-volume.ts'
import { swapSteps } from './swap.ts'

/**
 * A new volume from a snapshot; the source is never touched. With `swap` it then takes the place of
 * the live one, which is kept, and Terraform's state learns of it.
 */
export function snapshotRestore(swap: boolean): readonly Step<SnapshotContext>[] {
  return swap ? [chooseForSwap, restoredVolume, ...swapSteps] : [choose, restoredVolume]
}
