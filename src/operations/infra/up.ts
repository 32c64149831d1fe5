import type { Json } from '../../domain/json.ts'
import type { Step } from '../../engine/step.ts'
import { changeSteps } from './change-steps.ts'
import type { InfraContext } from './context.ts'
import { readOutputs } from './output.ts'

/** Plans, asks and applies exactly that plan; then notes the stack's outputs in the ledger. */
export function infraUp(): readonly Step<InfraContext>[] {
  return [...changeSteps('up'), noteOutputs]
}

const noteOutputs: Step<InfraContext> = {
  id: 'outputs',
  title: 'Read the outputs',
  effect: 'read',
  run: async (c) => ({ outputs: (await readOutputs(c)) as unknown as Json }),
}
