import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { requestOf } from '../../operations/deploy/request.ts'
import { requestText } from '../../ui/deploy-view.ts'

export default class DeployHold extends OpsctlCommand<typeof DeployHold> {
  static override summary = 'Keep the running deployment at its weight.'
  static override examples = ['<%= config.bin %> deploy hold -e prod']
  static override flags = { ...environmentFlag }

  protected async execute(): Promise<Answer> {
    const { engineDeps, openEnvironment, openWorkplace } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const { clock, documents, who } = await engineDeps(place)
    const asking = { clock, documents, environment: this.flags.env, by: `${who.actor}@${who.host}` }
    const result = await requestOf('hold', asking)
    return { result, text: requestText(result) }
  }
}
