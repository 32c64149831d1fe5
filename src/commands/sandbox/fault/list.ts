import { type Answer, OpsctlCommand } from '../../../cli/base-command.ts'
import { faultsText } from '../../../ui/faults-view.ts'

export default class SandboxFaultList extends OpsctlCommand<typeof SandboxFaultList> {
  static override summary = 'Show what is set to go wrong in the sandbox, and how often it has.'
  static override examples = ['<%= config.bin %> sandbox fault list']

  protected async execute(): Promise<Answer> {
    const { openSandbox, openWorkplace } = await this.wiring()
    const faults = await (await openSandbox(openWorkplace(this.call))).listFaults()
    return { result: { faults }, text: faultsText(faults) }
  }
}
