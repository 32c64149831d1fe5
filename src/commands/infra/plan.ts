import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, environmentFlag } from '../../cli/flags.ts'
import { infraPlan } from '../../operations/infra/plan.ts'
import { planText } from '../../ui/plan-view.ts'

export default class InfraPlan extends OpsctlCommand<typeof InfraPlan> {
  static override summary = 'Show what Terraform would change in an environment.'
  static override examples = [
    '<%= config.bin %> infra plan -e dev',
    '<%= config.bin %> infra plan -e prod --exit-code --json',
  ]
  static override strict = false
  static override flags = {
    ...environmentFlag,
    'lock-wait': changeFlags['lock-wait'],
    'exit-code': Flags.boolean({ summary: 'Exit with 3 when there are changes.' }),
  }

  protected async execute(): Promise<Answer> {
    const { inScratchFolder, infraContext, openEnvironment, openWorkplace } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const context = await infraContext(place)
    const news = (line: string) => place.workplace.progress.news(line)
    const made = await inScratchFolder(place, (folder) =>
      infraPlan(context, `${folder}/plan.tfplan`, news),
    )
    return {
      result: { environment: this.flags.env, empty: made.empty, plan: made.summary },
      text: planText(made.summary, this.paint),
      exitCode: this.flags['exit-code'] && !made.empty ? 3 : 0,
    }
  }
}
