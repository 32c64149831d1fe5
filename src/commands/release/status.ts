import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { releaseStatus } from '../../operations/release/status.ts'
import { releaseStatusText } from '../../ui/release-status-view.ts'

export default class ReleaseStatus extends OpsctlCommand<typeof ReleaseStatus> {
  static override summary = 'Show the last release, what came since, and the next version and why.'
  static override description = 'Reads the clone alone: works offline and without any token.'
  static override examples = ['<%= config.bin %> release status']

  protected async execute(): Promise<Answer> {
    const { releaseContext } = await import('../../cli/wiring/release-context.ts')
    const status = await releaseStatus(await releaseContext(this.call))
    return { result: status, text: releaseStatusText(status, this.paint) }
  }
}
