import { Args, Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, environmentFlag, rehearseFlags } from '../../cli/flags.ts'
import { rehearsalExitCode, reportRehearsal } from '../../cli/rehearsal-report.ts'
import type { DeployFlags } from '../../cli/wiring/deploy-input.ts'
import { operationText } from '../../ui/operation-view.ts'
import { rehearsalText } from '../../ui/rehearsal-view.ts'

export default class Deploy extends OpsctlCommand<typeof Deploy> {
  static override summary =
    'Bring a version to the idle hosts, and the traffic to them by evidence.'
  static override description =
    'The way back is checked and shown before anything changes. Each weight is judged; a gate that ' +
    'says no puts everything back (exit 5), and one that cannot tell never promotes. A rehearsal ' +
    'brings unhealthy hosts, throttled calls (throttle), lost replies (lost-reply) and an interrupt.'
  static override examples = [
    '<%= config.bin %> deploy -e dev',
    '<%= config.bin %> deploy 1.4.0 -e prod --strategy canary --weights 5,25,50,100 --yes --confirm prod',
    '<%= config.bin %> deploy sha256:58e9… -e sandbox --strategy blue-green --bake 10s',
    '<%= config.bin %> deploy 1.4.0 -e sandbox --rehearse --report rehearsal.html',
  ]
  static override args = {
    version: Args.string({
      description: 'A published version or digest; without it VERSION says.',
    }),
  }
  static override flags = {
    ...environmentFlag,
    ...changeFlags,
    strategy: Flags.string({
      summary: 'How the traffic moves.',
      options: ['blue-green', 'canary', 'rolling'],
    }),
    weights: Flags.string({
      summary: 'Shares of the requests in percent, each judged; canary only.',
      helpValue: '5,25,50,100',
    }),
    bake: Flags.string({ summary: 'How long each weight is judged.', helpValue: '60s' }),
    warm: Flags.string({
      summary: 'How long the old hosts stay ready; keep: until the next deployment.',
      helpValue: '60s',
    }),
    'allow-contract': Flags.boolean({
      summary: 'Accept a migration after which the old release does not work.',
    }),
    again: Flags.boolean({ summary: 'Deploy even the version that serves already.' }),
    'override-freeze': Flags.string({
      summary: 'Deploy in a freeze all the same; the reason goes on record.',
      helpValue: 'WHY',
    }),
    'without-snapshot': Flags.string({
      summary: 'Migrate a protected database of which no verified snapshot leads back.',
      helpValue: 'ENV',
    }),
    ...rehearseFlags,
  }

  protected execute(): Promise<Answer> {
    const { strategy, weights, bake, warm, again } = this.flags
    const wanted = {
      version: this.args.version,
      ...{ strategy, weights, bake, warm, again },
      allowContract: this.flags['allow-contract'],
      overrideFreeze: this.flags['override-freeze'],
      withoutSnapshot: this.flags['without-snapshot'],
    }
    return this.flags.rehearse ? this.rehearse(wanted) : this.deploy(wanted)
  }

  private async deploy(wanted: DeployFlags): Promise<Answer> {
    const { asInput, deployInput, openEnvironment, openWorkplace, runNew } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const end = await runNew(place, 'deploy', asInput(await deployInput(place, wanted)))
    return { result: end, text: operationText(end, this.paint, this.flags['dry-run']) }
  }

  private async rehearse(wanted: DeployFlags): Promise<Answer> {
    const { openWorkplace, rehearsed } = await this.wiring()
    const { faults, report, markdown } = this.flags
    const rehearsal = await rehearsed(this.call, wanted, faults)
    const file = await reportRehearsal(openWorkplace(this.call), rehearsal, { report, markdown })
    return {
      result: { ...rehearsal, report: file },
      text: rehearsalText(rehearsal, file, this.paint),
      exitCode: rehearsalExitCode(rehearsal),
    }
  }
}
