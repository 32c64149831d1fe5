import type { PlanBinding } from '../../domain/plan/bundle.ts'
import type { PlanSummary } from '../../domain/plan/summary.ts'
import type { InfraContext } from './context.ts'
import { initialise } from './initialise.ts'
import { assertFits, openBundle } from './saved-plan.ts'
import { readPlan } from './terraform-run.ts'

export interface ShownPlan {
  readonly binding: PlanBinding
  readonly summary: PlanSummary
}

/**
 * What a saved plan does. `scratch` is the absolute path of a file that the caller removes.
 * @throws OpsctlError PLAN_* (exit 2)
 */
export async function infraShow(
  c: InfraContext,
  file: string,
  scratch: string,
): Promise<ShownPlan> {
  const { binding, plan } = await openBundle(c.files, file)
  const { project, name } = c.environment
  assertFits(c, file, binding, { project, environment: name })
  await initialise(c)
  await c.files.write(scratch, plan, 0o600)
  return { binding, summary: await readPlan(c, scratch) }
}
