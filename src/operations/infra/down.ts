import type { Step } from '../../engine/step.ts'
import { stateNotEmpty } from '../../errors/index.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import { managedAddresses } from '../../tools/terraform/state-list.ts'
import { changeSteps } from './change-steps.ts'
import type { InfraContext } from './context.ts'

/** Destroys everything in the environment's state, and looks that nothing is left in it. */
export function infraDown(): readonly Step<InfraContext>[] {
  return [...changeSteps('down'), lookForRest]
}

/** The steps of a dry run: what it does not destroy is no rest. */
export function infraDownRehearsed(): readonly Step<InfraContext>[] {
  return changeSteps('down')
}

const lookForRest: Step<InfraContext> = {
  id: 'rest',
  title: 'Check that the state is empty',
  effect: 'read',
  run: async (c) => {
    const listed = await c.exec.run(terraform.stateList(c.terraform))
    const left = managedAddresses(listed.stdout)
    if (listed.exitCode === 0 && left.length > 0) throw stateNotEmpty(c.environment.name, left)
    return undefined
  },
}
