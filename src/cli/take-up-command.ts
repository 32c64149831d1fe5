import { Args } from '@oclif/core'
import type { TakenUp, TakeUpVerb } from '../operations/take-up.ts'
import { operationText } from '../ui/operation-view.ts'
import { type Answer, OpsctlCommand } from './base-command.ts'
import { changeFlags } from './flags.ts'
import type { UnfinishedDeps } from './wiring/take-up.ts'

/** `resume` and `abort`: one operation that did not end, chosen in the same way, brought to its end. */
export abstract class TakeUpCommand extends OpsctlCommand<typeof TakeUpCommand> {
  static override args = {
    id: Args.string({ description: 'The operation, or the start of its ID.' }),
  }
  static override flags = {
    yes: changeFlags.yes,
    confirm: changeFlags.confirm,
    'lock-wait': changeFlags['lock-wait'],
  }

  protected abstract readonly verb: TakeUpVerb

  protected abstract bringToItsEnd(id: string | undefined, deps: UnfinishedDeps): Promise<TakenUp>

  protected async execute(): Promise<Answer> {
    const { openWorkplace, takeUpDeps } = await this.wiring()
    const deps = await takeUpDeps(openWorkplace(this.call), this.args.id, this.verb)
    const end = deps === null ? 'nothing' : await this.bringToItsEnd(this.args.id, deps)
    if (deps === null || end === 'nothing')
      return { result: { outcome: 'nothing' }, text: 'No operation is unfinished.\n' }
    return { result: end, text: operationText(end, deps.environment, this.paint, false) }
  }
}
