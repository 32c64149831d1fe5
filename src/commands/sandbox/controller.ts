import { SandboxProcessCommand } from '../../cli/sandbox-process-command.ts'

export default class SandboxController extends SandboxProcessCommand {
  static override summary =
    "The sandbox's own process: keeps hosts and load balancer as the emulator says."

  protected readonly serve: SandboxProcessCommand['serve'] = (sandbox, state, signal) =>
    sandbox.control(state, signal)
}
