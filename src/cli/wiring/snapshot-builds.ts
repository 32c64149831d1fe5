import { isSnapshotId, isVolumeId } from '../../domain/snapshot/name.ts'
import type { Operation } from '../../engine/index.ts'
import type { SnapshotInput } from '../../operations/snapshot/context.ts'
import { snapshotCreate } from '../../operations/snapshot/create.ts'
import { snapshotPrune } from '../../operations/snapshot/prune.ts'
import { snapshotRestore } from '../../operations/snapshot/restore.ts'
import { restoreDatabase } from '../../operations/snapshot/restore-database.ts'
import { snapshotVerify } from '../../operations/snapshot/verify.ts'
import { type Build, type Builds, operation } from './build.ts'
import { snapshotContext } from './snapshot-context.ts'

export type SnapshotKind =
  | 'snapshot create'
  | 'snapshot prune'
  | 'snapshot restore'
  | 'snapshot verify'

/** How each snapshot command's operation is made, from the start or by `resume`. */
export const snapshotBuilds: Builds<SnapshotKind> = {
  'snapshot create': made(() => snapshotCreate(), 'change'),
  'snapshot prune': made(() => snapshotPrune(), 'destroy'),
  'snapshot restore': made(restoreSteps, 'change'),
  'snapshot verify': made(verifySteps, 'change'),
}

function made<C>(
  steps: (input: SnapshotInput) => Operation<C>['steps'],
  effect: Operation['effect'],
): Build {
  return async (place, stored) => {
    const context = await snapshotContext(place, stored.id, stored.input)
    return operation(stored, steps(stored.input as SnapshotInput), context as C, effect, true)
  }
}

/** What an ID names decides by which steps: volumes have IDs of a form of their own, the rest is RDS. */
function restoreSteps({ id = '', at, swap = false }: SnapshotInput) {
  const ofVolume = at === undefined && (isSnapshotId(id) || isVolumeId(id))
  return ofVolume ? snapshotRestore(swap) : restoreDatabase(swap)
}

function verifySteps({ id }: SnapshotInput) {
  return snapshotVerify(id === undefined || isSnapshotId(id) ? 'volume' : 'database')
}
