import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../../cli/base-command.ts'
import { changeFlags, environmentFlag } from '../../../cli/flags.ts'
import { infraPlan } from '../../../operations/infra/plan.ts'
import { judgedMarkdown, judgedText } from '../../../ui/judged-view.ts'

export default class SnapshotPolicyPlan extends OpsctlCommand<typeof SnapshotPolicyPlan> {
  static override summary = 'Show what Terraform would change in the policies of an environment.'
  static override examples = ['<%= config.bin %> snapshot policy plan -e prod --exit-code']
  static override flags = {
    ...environmentFlag,
    'lock-wait': changeFlags['lock-wait'],
    'exit-code': Flags.boolean({ summary: 'Exit with 3 when there are changes.' }),
  }

  protected async execute(): Promise<Answer> {
    const { inScratchFolder, openEnvironment, openWorkplace, policyContext, publishMarkdown } =
      await this.wiring()
    const { env } = this.flags
    const place = await openEnvironment(openWorkplace(this.call), env)
    const { progress } = place.workplace
    const context = await policyContext(place)
    const { summary, empty, policy } = await inScratchFolder(place, (scratch) =>
      infraPlan(context, `${scratch}/plan.tfplan`, (line) => progress.news(line)),
    )
    await publishMarkdown(place.workplace, judgedMarkdown(env, summary, policy), null)
    return {
      result: { environment: env, empty, plan: summary, policy },
      text: judgedText(summary, policy, this.paint),
      exitCode: policy.refusals.length > 0 ? 5 : this.flags['exit-code'] && !empty ? 3 : 0,
    }
  }
}
