import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, environmentFlag } from '../../cli/flags.ts'
import { readSelector } from '../../operations/snapshot/create.ts'
import { operationText } from '../../ui/operation-view.ts'

export default class SnapshotPrune extends OpsctlCommand<typeof SnapshotPrune> {
  static override summary = 'Remove the snapshots that no rule keeps and nothing needs.'
  static override description =
    'The rules stand in opsctl.yaml (snapshots.keep). Every snapshot is shown with the reason why ' +
    'it stays or goes, before anything is removed.'
  static override examples = [
    '<%= config.bin %> snapshot prune -e prod --dry-run',
    '<%= config.bin %> snapshot prune -e prod --yes --confirm prod',
  ]
  static override flags = {
    ...environmentFlag,
    ...changeFlags,
    of: Flags.string({
      summary: 'Only copies of this volume or RDS instance, or of those with this tag.',
      helpValue: 'vol-…|NAME|KEY=VALUE',
    }),
  }

  protected async execute(): Promise<Answer> {
    const { of } = this.flags
    if (of !== undefined) readSelector(of)
    const { openEnvironment, openWorkplace, runNew } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const end = await runNew(place, 'snapshot prune', of === undefined ? {} : { of })
    return {
      result: end,
      text: operationText(end, this.flags.env, this.paint, this.flags['dry-run']),
    }
  }
}
