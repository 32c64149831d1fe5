import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { operationText } from '../../ui/operation-view.ts'

export default class InfraBootstrap extends OpsctlCommand<typeof InfraBootstrap> {
  static override summary = 'Make the state bucket: versioned, encrypted, private.'
  static override examples = ['<%= config.bin %> infra bootstrap -e dev']
  static override flags = { ...environmentFlag }

  protected async execute(): Promise<Answer> {
    const { openEnvironment, openWorkplace, runNew } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const end = await runNew(place, 'infra bootstrap', {})
    return {
      result: { ...end, bucket: place.environment.bucket },
      text: operationText(end, this.flags.env, this.paint, false),
    }
  }
}
