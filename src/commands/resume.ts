import { Args } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../cli/base-command.ts'
import { changeFlags } from '../cli/flags.ts'
import { refuseFailedHosts } from '../operations/config/apply.ts'
import { resume } from '../operations/resume.ts'
import { operationText } from '../ui/operation-view.ts'

export default class Resume extends OpsctlCommand<typeof Resume> {
  static override summary = 'Go on with an unfinished operation.'
  static override examples = ['<%= config.bin %> resume', '<%= config.bin %> resume 20261123t1108']
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
    const end = deps === null ? 'nothing' : await resume(this.args.id, deps)
    if (end === 'nothing')
      return { result: { outcome: 'nothing' }, text: 'No operation is unfinished.\n' }
    refuseFailedHosts(deps?.environment ?? '', end.facts)
    return { result: end, text: operationText(end, this.paint, false) }
  }
}
