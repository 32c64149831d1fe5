import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, environmentFlag } from '../../cli/flags.ts'
import { operationText } from '../../ui/operation-view.ts'

export default class InfraUnlock extends OpsctlCommand<typeof InfraUnlock> {
  static override summary = "Show who holds Terraform's lock of the state, ask, and take it off."
  static override examples = [
    '<%= config.bin %> infra unlock -e dev',
    '<%= config.bin %> infra unlock -e dev --yes --confirm dev',
  ]
  static override flags = { ...environmentFlag, ...changeFlags }

  protected async execute(): Promise<Answer> {
    const { openEnvironment, openWorkplace, runNew } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const end = await runNew(place, 'infra unlock', {})
    const free = end.facts['holder'] === null
    const text = free
      ? 'The state is not locked.\n'
      : operationText(end, this.flags.env, this.paint, this.flags['dry-run'])
    return { result: end, text }
  }
}
