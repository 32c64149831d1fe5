import { TakeUpCommand } from '../cli/take-up-command.ts'
import type { UnfinishedDeps } from '../cli/wiring/take-up.ts'
import { refuseFailedHosts } from '../operations/config/apply.ts'
import { resume } from '../operations/resume.ts'
import type { TakenUp } from '../operations/take-up.ts'

export default class Resume extends TakeUpCommand {
  static override summary = 'Go on with an unfinished operation.'
  static override examples = ['<%= config.bin %> resume', '<%= config.bin %> resume 20261123t1108']

  protected readonly verb = 'resume'
  protected async bringToItsEnd(id: string | undefined, deps: UnfinishedDeps): Promise<TakenUp> {
    const end = await resume(id, deps)
    if (end !== 'nothing') refuseFailedHosts(deps.environment, end.facts)
    return end
  }
}
