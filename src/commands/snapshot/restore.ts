import { Args, Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, environmentFlag } from '../../cli/flags.ts'
import { isDatabaseName } from '../../domain/snapshot/database-name.ts'
import { isVolumeId } from '../../domain/snapshot/name.ts'
import { badInput } from '../../errors/index.ts'
import { refuseSnapshotId } from '../../operations/snapshot/choose.ts'
import { readMoment } from '../../operations/snapshot/moment.ts'
import { operationText } from '../../ui/operation-view.ts'
import { restoredText } from '../../ui/snapshot-restore-view.ts'

export default class SnapshotRestore extends OpsctlCommand<typeof SnapshotRestore> {
  static override summary =
    'Make a volume or an RDS instance from a snapshot, and with --swap put it in service.'
  static override description =
    'What is live is never written to. A swap comes last, keeps the old one, prints the way back, ' +
    "and takes the new one into Terraform's state, so that the next plan destroys nothing."
  static override examples = [
    '<%= config.bin %> snapshot restore snap-0123456789abcdef0 -e prod',
    '<%= config.bin %> snapshot restore snap-0123456789abcdef0 --swap -e prod --dry-run',
    '<%= config.bin %> snapshot restore vol-0123456789abcdef0 --swap -e prod',
    '<%= config.bin %> snapshot restore --at 2026-11-24T09:30:00Z --swap -e prod',
  ]
  static override args = {
    id: Args.string({
      description:
        'The snapshot; for a way back what a swap set aside; with --at the RDS instance, ' +
        'if there is more than one.',
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
    at: Flags.string({
      summary: 'Restore an RDS instance to a moment of its past, in UTC.',
      helpValue: '2026-11-24T09:30:00Z',
    }),
    'allow-exposed': Flags.boolean({ summary: 'Also one that is public or not encrypted.' }),
  }

  protected async execute(): Promise<Answer> {
    const { id } = this.args
    const { at, env, swap } = this.flags
    const what = at === undefined ? { id: snapshotGiven(id, swap) } : momentGiven(id, at)
    const { openEnvironment, openWorkplace, runNew } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), env)
    const input = { ...what, swap, allowExposed: this.flags['allow-exposed'] }
    const end = await runNew(place, 'snapshot restore', input)
    const last = operationText(end, this.flags.env, this.paint, this.flags['dry-run'])
    const told = this.flags['dry-run'] ? '' : restoredText(end.facts, env, this.paint)
    return { result: end, text: `${told}${last}` }
  }
}

/** @throws OpsctlError BAD_INPUT (exit 2) */
function snapshotGiven(id: string | undefined, swap: boolean): string {
  if (id === undefined) {
    const fix = 'opsctl snapshot list -e ENV, or a moment for RDS: --at 2026-11-24T09:30:00Z'
    throw badInput('ID', 'a snapshot is needed', fix)
  }
  if (!(swap && isVolumeId(id))) refuseSnapshotId(id)
  return id
}

/** @throws OpsctlError BAD_INPUT (exit 2) */
function momentGiven(id: string | undefined, at: string) {
  if (id !== undefined && !isDatabaseName(id)) {
    const rule = `${JSON.stringify(id)} cannot be an RDS instance, and --at is for RDS alone`
    throw badInput('ID', rule, "give the instance's name, such as shop-prod, or none")
  }
  return { at: readMoment(at), ...(id === undefined ? {} : { id }) }
}
