import { dataLosses, type PlanSummary } from '../../domain/plan/summary.ts'
import { type Uncovered, uncovered } from '../../domain/snapshot/data-gate.ts'
import { toolFailed } from '../../errors/index.ts'
import { printedJson } from '../../tools/printed-json.ts'
import { resourceIds, type StateJson } from '../../tools/terraform/adoption.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import { typed } from '../../tools/terraform/names.ts'
import type { InfraContext } from './context.ts'

/** What opsctl copies; a bucket or a key has no such copy. Their IDs are those of their snapshots. */
const copied: ReadonlySet<string> = new Set(['aws_ebs_volume', 'aws_db_instance'])

/** The volumes and databases that a plan destroys or replaces without a proven, recent copy. */
export async function uncoveredLosses(
  c: InfraContext,
  plan: PlanSummary,
): Promise<readonly Uncovered[]> {
  const lost = dataLosses(plan).filter((change) => copied.has(change.type))
  if (lost.length === 0) return []
  const shown = await c.exec.run(terraform.showState(c.terraform))
  if (shown.exitCode !== 0) {
    throw toolFailed(
      typed(c.terraform, 'show'),
      `failed:\n${shown.stderr.trim()}`,
      'Nothing was changed.',
      [],
    )
  }
  const ids = resourceIds(
    printedJson<StateJson>(typed(c.terraform, 'show'), shown.stdout, ['opsctl doctor']),
  )
  const endangered = lost.map(({ address, movedFrom }) => ({
    address,
    id: ids.get(movedFrom ?? address) ?? null,
  }))
  const { list, now, maxAgeSeconds } = c.copies
  return uncovered(endangered, await list(), now(), maxAgeSeconds)
}
