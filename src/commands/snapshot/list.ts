import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { snapshotList } from '../../operations/snapshot/list.ts'
import { snapshotsText } from '../../ui/snapshot-list-view.ts'

export default class SnapshotList extends OpsctlCommand<typeof SnapshotList> {
  static override summary = "List an environment's snapshots and what protects each."
  static override examples = ['<%= config.bin %> snapshot list -e prod --json']
  static override flags = { ...environmentFlag }

  protected async execute(): Promise<Answer> {
    const { openEnvironment, openWorkplace, snapshotLook } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const snapshots = await snapshotList(await snapshotLook(place))
    return {
      result: { snapshots },
      text: snapshotsText(snapshots, this.paint, this.terminal.widthOut),
    }
  }
}
