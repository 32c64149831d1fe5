import { dataLosses, type PlanSummary } from '../../domain/plan/summary.ts'
import { type Uncovered, uncovered } from '../../domain/snapshot/data-gate.ts'
import { toolFailed } from '../../errors/index.ts'
import { resourceIds, type StateJson } from '../../tools/terraform/adoption.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import type { InfraContext } from './context.ts'

/**
 * The volumes that a plan destroys or replaces and of which no proven, recent copy exists. Only EBS
 * volumes are asked about: opsctl copies nothing else, and a bucket or a key has no such copy.
 */
export async function uncoveredLosses(
  c: InfraContext,
  plan: PlanSummary,
): Promise<readonly Uncovered[]> {
  const volumes = dataLosses(plan).filter((change) => change.type === 'aws_ebs_volume')
  if (volumes.length === 0) return []
  const shown = await c.exec.run(terraform.showState(c.terraform))
  if (shown.exitCode !== 0) {
    throw toolFailed(
      'terraform show',
      `failed:\n${shown.stderr.trim()}`,
      'Nothing was changed.',
      [],
    )
  }
  const ids = resourceIds(JSON.parse(shown.stdout) as StateJson)
  const endangered = volumes.map(({ address, movedFrom }) => ({
    address,
    id: ids.get(movedFrom ?? address) ?? null,
  }))
  const { list, now, maxAgeSeconds } = c.copies
  return uncovered(endangered, await list(), now(), maxAgeSeconds)
}
