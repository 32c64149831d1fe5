import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { lockStatus } from '../../operations/lock/status.ts'
import { lockText } from '../../ui/lock-view.ts'

export default class LockStatusCommand extends OpsctlCommand<typeof LockStatusCommand> {
  static override summary = 'Show who works on an environment right now.'
  static override examples = ['<%= config.bin %> lock status -e prod']
  static override flags = { ...environmentFlag }

  protected async execute(): Promise<Answer> {
    const { openLedger, openWorkplace } = await this.wiring()
    const ledger = await openLedger(openWorkplace(this.call), this.flags.env)
    const status = await lockStatus(this.flags.env, await ledger.engineDeps())
    return { result: status, text: lockText(this.flags.env, status) }
  }
}
