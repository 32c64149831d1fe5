import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, severalEnvironments } from '../../cli/flags.ts'
import type { EnvironmentPlace } from '../../cli/wiring/environment-place.ts'
import { infraDrift } from '../../operations/infra/drift.ts'
import { infraDriftText } from '../../ui/infra-drift-view.ts'
import { severalExitCode, severalText } from '../../ui/several-view.ts'

export default class InfraDrift extends OpsctlCommand<typeof InfraDrift> {
  static override summary = 'Show what was changed outside of Terraform; exit 3 when something was.'
  static override examples = [
    '<%= config.bin %> infra drift -e prod',
    '<%= config.bin %> infra drift -e dev,staging --json',
  ]
  static override strict = false
  static override flags = { ...severalEnvironments, 'lock-wait': changeFlags['lock-wait'] }

  protected async execute(): Promise<Answer> {
    const { environmentNames, inSeveral, openEnvironment, openWorkplace } = await this.infra()
    const workplace = openWorkplace(this.call)
    const names = environmentNames(this.flags.env)
    if (names.length === 1) {
      const found = await this.one(await openEnvironment(workplace, this.flags.env), '')
      return {
        result: found,
        text: infraDriftText(found, this.paint),
        exitCode: found.drift ? 3 : 0,
      }
    }
    const all = await inSeveral(workplace, names, this.flags.parallel, (place) =>
      this.one(place, `${place.environment.name}: `),
    )
    const drifted = all.some((one) => 'drift' in one && one.drift)
    return {
      result: { environments: all },
      text: severalText(all, (one) => infraDriftText(one, this.paint)),
      exitCode: severalExitCode(all, drifted),
    }
  }

  private async one(place: EnvironmentPlace, prefix: string) {
    const { infraContext, inScratchFolder } = await this.infra()
    const context = await infraContext(place)
    const news = (line: string) => place.workplace.progress.news(prefix + line)
    const { outside, pending } = await inScratchFolder(place, (folder) =>
      infraDrift(context, `${folder}/plan.tfplan`, news),
    )
    return { environment: place.environment.name, drift: outside.length > 0, outside, pending }
  }
}
