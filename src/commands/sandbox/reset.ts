import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags } from '../../cli/flags.ts'

export default class SandboxReset extends OpsctlCommand<typeof SandboxReset> {
  static override summary = 'Begin anew with an empty sandbox; all its data is lost.'
  static override examples = ['<%= config.bin %> sandbox reset --yes']
  static override flags = { yes: changeFlags.yes }

  protected async execute(): Promise<Answer> {
    const { openSandbox, openWorkplace } = await this.wiring()
    const facts = await (await openSandbox(openWorkplace(this.call))).reset()
    return { result: facts, text: 'The sandbox is empty and up.\n' }
  }
}
