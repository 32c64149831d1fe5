import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, environmentFlag } from '../../cli/flags.ts'
import { readSelector } from '../../operations/snapshot/create.ts'
import { operationText } from '../../ui/operation-view.ts'

export default class SnapshotCreate extends OpsctlCommand<typeof SnapshotCreate> {
  static override summary =
    'Copy the volumes and RDS instances that hold data, a database on a host settled first.'
  static override examples = [
    '<%= config.bin %> snapshot create -e prod',
    '<%= config.bin %> snapshot create -e prod --of DataOf=postgres',
  ]
  static override flags = {
    ...environmentFlag,
    'dry-run': changeFlags['dry-run'],
    'lock-wait': changeFlags['lock-wait'],
    of: Flags.string({
      summary: 'Only this volume or RDS instance, or those with this tag.',
      helpValue: 'vol-…|NAME|KEY=VALUE',
    }),
    wait: Flags.integer({
      summary: 'Minutes to wait until AWS has copied them.',
      default: 60,
      min: 1,
      max: 2880,
    }),
  }

  protected async execute(): Promise<Answer> {
    const { of, wait } = this.flags
    if (of !== undefined) readSelector(of)
    const { openEnvironment, openWorkplace, runNew } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const input = { waitMinutes: wait, ...(of === undefined ? {} : { of }) }
    const end = await runNew(place, 'snapshot create', input)
    const made = ((end.facts['snapshots'] ?? []) as readonly string[]).map((id) => `${id}\n`)
    const last = operationText(end, this.flags.env, this.paint, this.flags['dry-run'])
    return { result: end, text: `${made.join('')}${last}` }
  }
}
