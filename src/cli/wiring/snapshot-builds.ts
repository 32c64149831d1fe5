import type { Operation } from '../../engine/index.ts'
import { snapshotCreate } from '../../operations/snapshot/create.ts'
import { snapshotPrune } from '../../operations/snapshot/prune.ts'
import { snapshotRestore } from '../../operations/snapshot/restore.ts'
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
  'snapshot restore': { steps: (swap: boolean) => snapshotRestore(swap), effect: 'change' },
  'snapshot verify': { steps: () => snapshotVerify(), effect: 'change' },
} as const

/** How each snapshot command's operation is made, from the start or by `resume`. */
export const snapshotBuilds = Object.fromEntries(
  Object.entries(recipes).map(([kind, { steps, effect }]) => [
    kind,
    async (place: EnvironmentPlace, stored: StoredOperation): Promise<Operation> =>
      ({
        ...stored,
        steps: steps(stored.input['swap'] === true),
        context: await snapshotContext(place, stored.id, stored.input),
        effect,
        lock: true,
      }) as unknown as Operation,
  ]),
)
