import { Args, Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, environmentFlag } from '../../cli/flags.ts'
import { badInput } from '../../errors/index.ts'
import { newestSnapshot, refuseSnapshotId } from '../../operations/snapshot/choose.ts'
import { refuseBad } from '../../operations/snapshot/verdict.ts'
import { operationText } from '../../ui/operation-view.ts'
import { verifiedMarkdown } from '../../ui/snapshot-verify-markdown.ts'
import { type Verified, verifiedText } from '../../ui/snapshot-verify-view.ts'

export default class SnapshotVerify extends OpsctlCommand<typeof SnapshotVerify> {
  static override summary = 'Prove a snapshot: restore it to a scratch host and check the data.'
  static override description =
    'Starts PostgreSQL on the copy (of RDS: a scratch instance), reads every page of it, asks the ' +
    'questions of opsctl.yaml (snapshots.verify) and starts the service on it. Exit 5 when the answer is no. ' +
    'What was made for it is taken away again, also after an interrupt.'
  static override examples = [
    '<%= config.bin %> snapshot verify --latest -e prod',
    '<%= config.bin %> snapshot verify snap-0123456789abcdef0 -e prod',
  ]
  static override args = {
    id: Args.string({ description: 'The snapshot, as `snapshot list` names it.' }),
  }
  static override flags = {
    ...environmentFlag,
    'dry-run': changeFlags['dry-run'],
    'lock-wait': changeFlags['lock-wait'],
    latest: Flags.boolean({ summary: 'The newest snapshot of the environment.' }),
    'allow-exposed': Flags.boolean({ summary: 'Also one that is public or not encrypted.' }),
  }

  protected async execute(): Promise<Answer> {
    const { id } = this.args
    const { latest, env } = this.flags
    if ((id === undefined) === !latest) {
      throw badInput(
        'ID',
        'give either an ID or --latest',
        `opsctl snapshot verify --latest -e ${env}`,
      )
    }
    if (id !== undefined) refuseSnapshotId(id)
    const { lastImage, openEnvironment, openWorkplace, publishMarkdown, runTidy, snapshotLook } =
      await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), env)
    // Which one it is decides by which steps it is proven: a volume's or a database's.
    const input = {
      id: id ?? (await newestSnapshot(await snapshotLook(place))),
      allowExposed: this.flags['allow-exposed'],
      ...(await lastImage(place)),
    }
    const end = await runTidy(place, 'snapshot verify', input)
    const last = operationText(end, this.flags.env, this.paint, this.flags['dry-run'])
    if (this.flags['dry-run']) return { result: end, text: last }
    const verified = end.facts as unknown as Verified
    await publishMarkdown(place.workplace, verifiedMarkdown(env, verified), null)
    refuseBad(end.facts)
    return { result: end, text: `${verifiedText(verified, this.paint)}${last}` }
  }
}
