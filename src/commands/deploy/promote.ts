import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { requestOf } from '../../operations/deploy/request.ts'
import { requestText } from '../../ui/deploy-view.ts'

export default class DeployPromote extends OpsctlCommand<typeof DeployPromote> {
  static override summary =
    'Let the running deployment go on to its next weight, without more evidence.'
  static override examples = ['<%= config.bin %> deploy promote -e prod']
  static override flags = { ...environmentFlag }

  protected async execute(): Promise<Answer> {
    const { engineDeps, openEnvironment, openWorkplace } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const { clock, documents, who } = await engineDeps(place)
    const asking = { clock, documents, environment: this.flags.env, by: `${who.actor}@${who.host}` }
    const result = await requestOf('promote', asking)
    return { result, text: requestText(result) }
  }
}
