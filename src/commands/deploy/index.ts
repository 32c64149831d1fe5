import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { deployArgs, deployFlags, wantedOf } from '../../cli/deploy-flags.ts'
import { changeFlags, environmentFlag, rehearseFlags } from '../../cli/flags.ts'
import { rehearsalExitCode, reportRehearsal } from '../../cli/rehearsal-report.ts'
import type { DeployFlags } from '../../cli/wiring/deploy-input.ts'
import { operationText } from '../../ui/operation-view.ts'
import { rehearsalText } from '../../ui/rehearsal-view.ts'
import { servesText } from '../../ui/serves-view.ts'

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
  static override args = deployArgs
  static override flags = {
    ...environmentFlag,
    ...changeFlags,
    ...deployFlags,
    approved: Flags.string({
      summary: 'Hash of the plan that somebody approved (deploy plan); asks no name then.',
      helpValue: 'HASH',
    }),
    ...rehearseFlags,
  }

  protected execute(): Promise<Answer> {
    const wanted = wantedOf(this.args.version, this.flags, this.flags.approved)
    return this.flags.rehearse ? this.rehearse(wanted) : this.deploy(wanted)
  }

  private async deploy(wanted: DeployFlags): Promise<Answer> {
    const { asInput, deployInput, openEnvironment, openWorkplace, refuseUnapproved, runNew } =
      await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const input = await deployInput(place, wanted)
    refuseUnapproved(place, input)
    const end = await runNew(place, 'deploy', asInput(input))
    const dryRun = this.flags['dry-run']
    const serves = dryRun ? '' : servesText(end.facts)
    const last = operationText(end, this.flags.env, this.paint, dryRun)
    return { result: end, text: serves + last }
  }

  private async rehearse(wanted: DeployFlags): Promise<Answer> {
    const { fileToWrite, openWorkplace, rehearsed } = await this.wiring()
    const workplace = openWorkplace(this.call)
    const report = await fileToWrite(workplace, this.flags.report, '--report')
    const markdown = await fileToWrite(workplace, this.flags.markdown, '--markdown')
    const rehearsal = await rehearsed(this.call, wanted, this.flags.faults)
    const file = await reportRehearsal(workplace, rehearsal, { report, markdown })
    return {
      result: { ...rehearsal, report: file },
      text: rehearsalText(rehearsal, file, this.paint),
      exitCode: rehearsalExitCode(rehearsal),
    }
  }
}
