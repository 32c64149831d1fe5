import { type RequestWord, requestOf } from '../operations/deploy/request.ts'
import { requestText } from '../ui/deploy-view.ts'
import { type Answer, OpsctlCommand } from './base-command.ts'
import { environmentFlag } from './flags.ts'

/** `deploy promote|hold|abort`: each leaves one word for the deployment that runs elsewhere. */
export abstract class DeployRequestCommand extends OpsctlCommand<typeof DeployRequestCommand> {
  static override flags = { ...environmentFlag }

  protected abstract readonly word: RequestWord

  protected async execute(): Promise<Answer> {
    const { engineDeps, openEnvironment, openWorkplace, recordsOf } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const { clock, documents, who } = await engineDeps(place, recordsOf(place))
    const asking = { clock, documents, environment: this.flags.env, by: `${who.actor}@${who.host}` }
    const result = await requestOf(this.word, asking)
    return { result, text: requestText(result) }
  }
}
