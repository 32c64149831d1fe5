import { dataLosses, type PlanSummary } from '../../domain/plan/summary.ts'
import { type Uncovered, uncovered } from '../../domain/snapshot/data-gate.ts'
import { resourceIds } from '../../tools/terraform/adoption.ts'
import type { InfraContext } from './context.ts'
import { readState } from './read-state.ts'

/** What opsctl copies; a bucket or a key has no such copy. Their IDs are those of their snapshots. */
const copied: ReadonlySet<string> = new Set(['aws_ebs_volume', 'aws_db_instance'])

/** The volumes and databases that a plan destroys or replaces without a proven, recent copy. */
export async function uncoveredLosses(
  c: InfraContext,
  plan: PlanSummary,
): Promise<readonly Uncovered[]> {
  const lost = dataLosses(plan).filter((change) => copied.has(change.type))
  if (lost.length === 0) return []
  const ids = resourceIds(await readState(c))
  const endangered = lost.map(({ address, movedFrom }) => ({
    address,
    id: ids.get(movedFrom ?? address) ?? null,
  }))
  const { list, now, maxAgeSeconds } = c.copies
  return uncovered(endangered, await list(), now(), maxAgeSeconds)
}
