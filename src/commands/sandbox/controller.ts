import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'

export default class SandboxController extends OpsctlCommand<typeof SandboxController> {
  static override hidden = true
  static override summary =
    "The sandbox's own process: keeps hosts and load balancer as the emulator says."
  static override flags = {
    state: Flags.string({ required: true, summary: "The sandbox's state folder." }),
  }

  protected async execute(): Promise<Answer> {
    const { openSandbox, openWorkplace } = await this.wiring()
    const { call } = this
    const sandbox = await openSandbox(openWorkplace(call))
    await sandbox.control(this.flags.state, call.signal)
    return { result: {}, text: '' }
  }
}
