import { isSnapshotId, isVolumeId } from '../../domain/snapshot/name.ts'
import type { Operation } from '../../engine/index.ts'
import type { SnapshotInput } from '../../operations/snapshot/context.ts'
import { snapshotCreate } from '../../operations/snapshot/create.ts'
import { snapshotPrune } from '../../operations/snapshot/prune.ts'
import { snapshotRestore } from '../../operations/snapshot/restore.ts'
import { restoreDatabase } from '../../operations/snapshot/restore-database.ts'
import { snapshotVerify } from '../../operations/snapshot/verify.ts'
import type { StoredOperation } from '../../operations/take-up.ts'
import type { EnvironmentPlace } from './environment-place.ts'
import { snapshotContext } from './snapshot-context.ts'

export type SnapshotKind =
  | 'snapshot create'
  | 'snapshot prune'
  | 'snapshot restore'
  | 'snapshot verify'

const recipes = {
  'snapshot create': { steps: () => snapshotCreate(), effect: 'change' },
  'snapshot prune': { steps: () => snapshotPrune(), effect: 'destroy' },
  'snapshot restore': { steps: restoreSteps, effect: 'change' },
  'snapshot verify': { steps: verifySteps, effect: 'change' },
} as const

/** What an ID names decides by which steps: volumes have IDs of a form of their own, the rest is RDS. */
function restoreSteps({ id = '', at, swap = false }: SnapshotInput) {
  const ofVolume = at === undefined && (isSnapshotId(id) || isVolumeId(id))
  return ofVolume ? snapshotRestore(swap) : restoreDatabase(swap)
}

function verifySteps({ id }: SnapshotInput) {
  return snapshotVerify(id === undefined || isSnapshotId(id) ? 'volume' : 'database')
}

/** How each snapshot command's operation is made, from the start or by `resume`. */
export const snapshotBuilds = Object.fromEntries(
  Object.entries(recipes).map(([kind, { steps, effect }]) => [
    kind,
    async (place: EnvironmentPlace, stored: StoredOperation): Promise<Operation> =>
      ({
        ...stored,
        steps: steps(stored.input as SnapshotInput),
        context: await snapshotContext(place, stored.id, stored.input),
        effect,
        lock: true,
      }) as unknown as Operation,
  ]),
)
