import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../cli/base-command.ts'
import { changeFlags, environmentFlag } from '../cli/flags.ts'

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
    const { rollbackAnswer } = await import('../cli/wiring/rollback.ts')
    return rollbackAnswer(this.call, this.flags, this.paint)
  }
}
