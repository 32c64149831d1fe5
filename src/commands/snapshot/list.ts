import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { snapshotList } from '../../operations/snapshot/list.ts'
import { snapshotsText } from '../../ui/snapshot-list-view.ts'

export default class SnapshotList extends OpsctlCommand<typeof SnapshotList> {
  static override summary = "List an environment's snapshots and what protects each."
  static override examples = [
    '<%= config.bin %> snapshot list -e prod --json',
    '<%= config.bin %> snapshot list -e prod --audit --exit-code',
  ]
  static override flags = {
    ...environmentFlag,
    audit: Flags.boolean({
      summary: 'Ask of each whether it is public, shared or not encrypted; a call to AWS each.',
    }),
    'exit-code': Flags.boolean({ summary: 'Exit with 3 when one is.', dependsOn: ['audit'] }),
  }

  protected async execute(): Promise<Answer> {
    const { openEnvironment, openWorkplace, snapshotLook } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const snapshots = await snapshotList(await snapshotLook(place), this.flags.audit)
    const open = snapshots.some(({ exposed }) => exposed !== null && exposed.length > 0)
    return {
      result: { snapshots },
      text: snapshotsText(snapshots, this.paint, this.terminal.widthOut),
      exitCode: this.flags['exit-code'] && open ? 3 : 0,
    }
  }
}
