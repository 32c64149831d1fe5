import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags } from '../../cli/flags.ts'

export default class SandboxDown extends OpsctlCommand<typeof SandboxDown> {
  static override summary = 'Take the sandbox away, its hosts, volumes and snapshots included.'
  static override examples = ['<%= config.bin %> sandbox down --yes']
  static override flags = { yes: changeFlags.yes }

  protected async execute(): Promise<Answer> {
    const { openSandbox, openWorkplace } = await this.wiring()
    const removed = await (await openSandbox(openWorkplace(this.call))).down()
    const { processes, containers } = removed
    const text = `Removed ${processes.length} processes, ${containers.length} containers and their data.\n`
    return { result: removed, text }
  }
}
