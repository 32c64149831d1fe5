import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { infraGraph } from '../../operations/infra/graph.ts'

export default class InfraGraph extends OpsctlCommand<typeof InfraGraph> {
  static override summary = 'Print the dependencies of the resources as a DOT graph.'
  static override examples = ['<%= config.bin %> infra graph -e dev | dot -Tsvg > graph.svg']
  static override flags = { ...environmentFlag }

  protected async execute(): Promise<Answer> {
    const { infraContext, openEnvironment, openWorkplace } = await this.infra()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const dot = await infraGraph(await infraContext(place))
    return { result: { environment: this.flags.env, dot }, text: dot }
  }
}
