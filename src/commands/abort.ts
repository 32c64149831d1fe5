import { Args } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../cli/base-command.ts'
import { changeFlags } from '../cli/flags.ts'
import { abort } from '../operations/abort.ts'
import { operationText } from '../ui/operation-view.ts'

export default class Abort extends OpsctlCommand<typeof Abort> {
  static override summary = 'Put an unfinished operation back.'
  static override examples = ['<%= config.bin %> abort', '<%= config.bin %> abort 20261123t1108']
  static override args = {
    id: Args.string({ description: 'The operation, or the start of its ID.' }),
  }
  static override flags = {
    yes: changeFlags.yes,
    confirm: changeFlags.confirm,
    'lock-wait': changeFlags['lock-wait'],
  }

  protected async execute(): Promise<Answer> {
    const { openWorkplace, takeUpDeps } = await this.wiring()
    const deps = await takeUpDeps(openWorkplace(this.call), this.args.id)
    const end = deps === null ? 'nothing' : await abort(this.args.id, deps)
    if (end === 'nothing')
      return { result: { outcome: 'nothing' }, text: 'No operation is unfinished.\n' }
    return { result: end, text: operationText(end, this.paint, false) }
  }
}
