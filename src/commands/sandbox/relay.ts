import { SandboxProcessCommand } from '../../cli/sandbox-process-command.ts'

export default class SandboxRelay extends SandboxProcessCommand {
  static override summary =
    "The sandbox's own process: stands between opsctl and the emulator and does what faults say."

  protected readonly serve: SandboxProcessCommand['serve'] = (sandbox, state, signal) =>
    sandbox.relay(state, signal)
}
