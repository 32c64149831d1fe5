import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'

export default class SandboxRelay extends OpsctlCommand<typeof SandboxRelay> {
  static override hidden = true
  static override summary =
    "The sandbox's own process: stands between opsctl and the emulator and does what faults say."
  static override flags = {
    state: Flags.string({ required: true, summary: "The sandbox's state folder." }),
  }

  protected async execute(): Promise<Answer> {
    const { openSandbox, openWorkplace } = await this.wiring()
    const { call } = this
    const sandbox = await openSandbox(openWorkplace(call))
    await sandbox.relay(this.flags.state, call.signal)
    return { result: {}, text: '' }
  }
}
