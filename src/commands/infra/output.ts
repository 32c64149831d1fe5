import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { infraOutput } from '../../operations/infra/output.ts'
import { outputsText } from '../../ui/outputs-view.ts'

export default class InfraOutput extends OpsctlCommand<typeof InfraOutput> {
  static override summary = "Show the stack's outputs; sensitive values are left out."
  static override examples = ['<%= config.bin %> infra output -e dev --json']
  static override flags = { ...environmentFlag }

  protected async execute(): Promise<Answer> {
    const { infraContext, openEnvironment, openWorkplace } = await this.infra()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const outputs = await infraOutput(await infraContext(place))
    return { result: { environment: this.flags.env, outputs }, text: outputsText(outputs) }
  }
}
