import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, environmentFlag } from '../../cli/flags.ts'
import { operationText } from '../../ui/operation-view.ts'

export default class InfraUp extends OpsctlCommand<typeof InfraUp> {
  static override summary = 'Plan, ask, and apply exactly that plan.'
  static override examples = [
    '<%= config.bin %> infra up -e dev',
    '<%= config.bin %> infra up -e sandbox --yes',
    '<%= config.bin %> infra up -e prod --yes --confirm prod --lock-wait 300',
  ]
  static override strict = false
  static override flags = { ...environmentFlag, ...changeFlags }

  protected async execute(): Promise<Answer> {
    const { openEnvironment, openWorkplace, runNew } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const end = await runNew(place, 'infra up', { extra: this.passedOn })
    return { result: end, text: operationText(end, this.paint, this.flags['dry-run']) }
  }
}
