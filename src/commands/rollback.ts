import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../cli/base-command.ts'
import { changeFlags, environmentFlag } from '../cli/flags.ts'
import { operationText } from '../ui/operation-view.ts'
import { servesText } from '../ui/serves-view.ts'

export default class Rollback extends OpsctlCommand<typeof Rollback> {
  static override summary = 'Bring the last good deployment back; the traffic moves first.'
  static override description =
    'Takes the last deployment back; failed and aborted ones are skipped. Repeating it changes nothing. ' +
    'Where no load balancer decides, by DNS or Auto Scaling as opsctl.yaml says (traffic).'
  static override examples = [
    '<%= config.bin %> rollback -e prod --yes --confirm prod',
    '<%= config.bin %> rollback -e dev --to 20261124t0231',
  ]
  static override flags = {
    ...environmentFlag,
    ...changeFlags,
    to: Flags.string({
      summary:
        'A deployment of this environment, by its ID or the start of it; a colour by DNS or groups.',
      helpValue: 'ID',
    }),
  }

  protected async execute(): Promise<Answer> {
    const { asInput, openEnvironment, openWorkplace, rollbackInput, runNew } = await import(
      '../cli/wiring/rollback.ts'
    )
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const input = await rollbackInput(place, this.flags.to)
    const end = await runNew(place, 'rollback', asInput(input))
    const dryRun = this.flags['dry-run']
    const serves = dryRun ? '' : servesText(end.facts)
    const last = operationText(end, this.flags.env, this.paint, dryRun)
    return { result: end, text: serves + last }
  }
}
