import { Args, Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, environmentFlag } from '../../cli/flags.ts'
import { isVolumeId } from '../../domain/snapshot/name.ts'
import { refuseSnapshotId } from '../../operations/snapshot/choose.ts'
import { operationText } from '../../ui/operation-view.ts'
import { restoredText } from '../../ui/snapshot-restore-view.ts'

export default class SnapshotRestore extends OpsctlCommand<typeof SnapshotRestore> {
  static override summary = 'Make a volume from a snapshot, and with --swap put it in service.'
  static override description =
    'The live volume is never written to. A swap comes last, keeps the old volume, prints the way ' +
    "back, and takes the new volume into Terraform's state, so that the next plan destroys nothing."
  static override examples = [
    '<%= config.bin %> snapshot restore snap-0123456789abcdef0 -e prod',
    '<%= config.bin %> snapshot restore snap-0123456789abcdef0 --swap -e prod --dry-run',
    '<%= config.bin %> snapshot restore vol-0123456789abcdef0 --swap -e prod',
  ]
  static override args = {
    id: Args.string({
      description: 'The snapshot, snap-…; for a way back the volume that a swap set aside.',
      required: true,
    }),
  }
  static override flags = {
    ...environmentFlag,
    ...changeFlags,
    'as-new': Flags.boolean({
      summary: 'Only make the new volume (the default).',
      exclusive: ['swap'],
    }),
    swap: Flags.boolean({ summary: 'Put it in the place of the live one.' }),
    'allow-exposed': Flags.boolean({ summary: 'Also one that is public or not encrypted.' }),
  }

  protected async execute(): Promise<Answer> {
    const { id } = this.args
    const { env, swap } = this.flags
    if (!(swap && isVolumeId(id))) refuseSnapshotId(id)
    const { openEnvironment, openWorkplace, runNew } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), env)
    const input = { id, swap, allowExposed: this.flags['allow-exposed'] }
    const end = await runNew(place, 'snapshot restore', input)
    const last = operationText(end, this.paint, this.flags['dry-run'])
    const told = this.flags['dry-run'] ? '' : restoredText(end.facts)
    return { result: end, text: `${told}${last}` }
  }
}
