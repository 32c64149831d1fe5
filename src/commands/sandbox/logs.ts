import { Args, Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'

export default class SandboxLogs extends OpsctlCommand<typeof SandboxLogs> {
  static override summary = "Show the last lines of a part's log."
  static override examples = [
    '<%= config.bin %> sandbox logs controller',
    '<%= config.bin %> sandbox logs i-0123456789abcdef0',
  ]
  static override args = {
    part: Args.string({
      description: 'emulator, controller, lb, registry or an instance.',
      required: true,
    }),
  }
  static override flags = {
    lines: Flags.integer({ summary: 'How many.', default: 50, min: 1, max: 10_000 }),
  }

  protected async execute(): Promise<Answer> {
    const { openSandbox, openWorkplace } = await this.wiring()
    const sandbox = await openSandbox(openWorkplace(this.call))
    const log = await sandbox.logs(this.args.part, this.flags.lines)
    return { result: { part: this.args.part, log }, text: `${log}\n` }
  }
}
