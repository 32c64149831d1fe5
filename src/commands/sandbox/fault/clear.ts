import { Args } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../../cli/base-command.ts'

export default class SandboxFaultClear extends OpsctlCommand<typeof SandboxFaultClear> {
  static override summary = 'Let the sandbox work as it should again: without one fault, or any.'
  static override examples = [
    '<%= config.bin %> sandbox fault clear',
    '<%= config.bin %> sandbox fault clear f2',
  ]
  static override args = { id: Args.string({ description: 'Only this one; `fault list` has it.' }) }

  protected async execute(): Promise<Answer> {
    const { openSandbox, openWorkplace } = await this.wiring()
    const sandbox = await openSandbox(openWorkplace(this.call))
    const cleared = await sandbox.clearFaults(this.args.id)
    const text = cleared.length === 0 ? 'No fault was set.\n' : `Cleared ${cleared.join(', ')}.\n`
    return { result: { cleared }, text }
  }
}
