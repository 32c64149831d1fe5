import type { Json } from '../../domain/json.ts'
import type { Step } from '../../engine/step.ts'
import { changeSteps } from './change-steps.ts'
import type { InfraContext } from './context.ts'
import { readOutputs } from './output.ts'
import { savedPlanSteps } from './saved-plan-steps.ts'

/**
 * Plans, asks and applies exactly that plan; then notes the stack's outputs in the ledger. `saved` is
 * the absolute path of a plan to apply instead, as `infra plan --out` wrote it.
 */
export function infraUp(saved: string | null = null): readonly Step<InfraContext>[] {
  return [...(saved === null ? changeSteps('up') : savedPlanSteps(saved)), noteOutputs]
}

const noteOutputs: Step<InfraContext> = {
  id: 'outputs',
  title: 'Read the outputs',
  effect: 'read',
  run: async (c) => ({ outputs: (await readOutputs(c)) as unknown as Json }),
}
