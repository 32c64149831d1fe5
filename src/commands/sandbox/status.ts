import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { sandboxText } from '../../ui/sandbox-view.ts'

export default class SandboxStatusCommand extends OpsctlCommand<typeof SandboxStatusCommand> {
  static override summary = 'Show what of the sandbox runs.'
  static override examples = ['<%= config.bin %> sandbox status --json']

  protected async execute(): Promise<Answer> {
    const { openSandbox, openWorkplace } = await this.wiring()
    const status = await (await openSandbox(openWorkplace(this.call))).status()
    return { result: status, text: sandboxText(status, this.paint) }
  }
}
