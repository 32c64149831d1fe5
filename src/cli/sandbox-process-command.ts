import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from './base-command.ts'
import type { openSandbox } from './wiring/index.ts'

type Sandbox = Awaited<ReturnType<typeof openSandbox>>

/** A process that the sandbox starts for itself and that runs until it gets a signal. */
export abstract class SandboxProcessCommand extends OpsctlCommand<typeof SandboxProcessCommand> {
  static override hidden = true
  static override flags = {
    state: Flags.string({ required: true, summary: "The sandbox's state folder." }),
  }

  /** @param state the sandbox's state folder */
  protected abstract serve(sandbox: Sandbox, state: string, signal: AbortSignal): Promise<void>

  protected async execute(): Promise<Answer> {
    const { openSandbox, openWorkplace } = await this.wiring()
    const { call } = this
    await this.serve(await openSandbox(openWorkplace(call)), this.flags.state, call.signal)
    return { result: {}, text: '' }
  }
}
