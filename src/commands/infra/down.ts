import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, environmentFlag } from '../../cli/flags.ts'
import { operationText } from '../../ui/operation-view.ts'

export default class InfraDown extends OpsctlCommand<typeof InfraDown> {
  static override summary = 'Destroy everything of an environment; its name must be typed.'
  static override examples = [
    '<%= config.bin %> infra down -e dev',
    '<%= config.bin %> infra down -e sandbox --yes --confirm sandbox',
  ]
  static override strict = false
  static override flags = { ...environmentFlag, ...changeFlags }

  protected async execute(): Promise<Answer> {
    const { openEnvironment, openWorkplace, runNew, withOutcome } = await this.wiring()
    const workplace = openWorkplace(this.call)
    const place = await openEnvironment(workplace, this.flags.env)
    const end = await withOutcome(workplace, 'infra down', this.flags.env, () =>
      runNew(place, 'infra down', { extra: this.passedOn }),
    )
    return {
      result: end,
      text: operationText(end, this.flags.env, this.paint, this.flags['dry-run']),
    }
  }
}
