import { randomBytes } from 'node:crypto'
import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, markdownFlag, severalEnvironments } from '../../cli/flags.ts'
import type { EnvironmentPlace } from '../../cli/wiring/environment-place.ts'
import type { PolicyReport } from '../../domain/policy/report.ts'
import { badInput } from '../../errors/index.ts'
import { infraPlan, infraPlanKept } from '../../operations/infra/plan.ts'
import { judgedMarkdown, judgedText } from '../../ui/judged-view.ts'
import { severalExitCode, severalText } from '../../ui/several-view.ts'

export default class InfraPlan extends OpsctlCommand<typeof InfraPlan> {
  static override summary = 'Show what Terraform would change in an environment.'
  static override description =
    'tflint and checkov look at the code where they are installed; terraform.policy of opsctl.yaml ' +
    'says what their word counts (docs/infra.md). Exit 5 when it refuses the plan.'
  static override examples = [
    '<%= config.bin %> infra plan -e dev',
    '<%= config.bin %> infra plan -e dev,staging --markdown plan.md',
    '<%= config.bin %> infra plan -e prod --out prod.plan --exit-code --json',
  ]
  static override strict = false
  static override flags = {
    ...severalEnvironments,
    ...markdownFlag,
    out: Flags.string({
      summary: 'Keep the plan in this file, for infra up --plan. It holds secrets (mode 0600).',
      helpValue: 'FILE',
    }),
    'lock-wait': changeFlags['lock-wait'],
    'exit-code': Flags.boolean({ summary: 'Exit with 3 when there are changes.' }),
  }

  protected async execute(): Promise<Answer> {
    const {
      environmentNames,
      fileToWrite,
      inSeveral,
      openEnvironment,
      openWorkplace,
      publishMarkdown,
    } = await this.infra()
    const workplace = openWorkplace(this.call)
    const names = environmentNames(this.flags.env)
    const { out } = this.flags
    const markdown = await fileToWrite(workplace, this.flags.markdown, '--markdown')
    const bundle = await fileToWrite(workplace, out, '--out')
    const publish = (text: string) => publishMarkdown(workplace, text, markdown)
    if (names.length === 1) {
      const made = await this.one(await openEnvironment(workplace, this.flags.env), '', bundle)
      const { plan, empty, policy } = made
      await publish(judgedMarkdown(this.flags.env, plan, policy))
      const kept = refused(made) ? null : (out ?? null)
      return {
        result: { ...made, out: kept },
        text: judgedText(plan, policy, this.paint) + (out && !kept ? notKept(out) : ''),
        exitCode: refused(made) ? 5 : this.flags['exit-code'] && !empty ? 3 : 0,
      }
    }
    if (out !== undefined) {
      throw badInput('--out', 'keeps the plan of one environment', 'plan them one by one')
    }
    const made = await inSeveral(workplace, names, this.flags.parallel, (place) =>
      this.one(place, `${place.environment.name}: `, null),
    )
    const limit = Math.floor(60_000 / names.length)
    await publish(
      severalText(made, ({ environment, plan, policy }) =>
        judgedMarkdown(environment, plan, policy, limit),
      ),
    )
    const changed = made.some((one) => 'plan' in one && !one.empty)
    const no = made.some((one) => 'plan' in one && refused(one))
    const found = severalExitCode(made, this.flags['exit-code'] && changed)
    return {
      result: { environments: made },
      text: severalText(made, ({ plan, policy }) => judgedText(plan, policy, this.paint)),
      exitCode: no && found !== 1 ? 5 : found,
    }
  }

  /** @param bundle where the plan is kept; null: nowhere */
  private async one(place: EnvironmentPlace, prefix: string, bundle: string | null) {
    const { infraContext, inScratchFolder } = await this.infra()
    const { clock, progress } = place.workplace
    const context = await infraContext(place)
    const news = (line: string) => progress.news(prefix + line)
    const { summary, empty, policy } = await inScratchFolder(place, (scratch) => {
      const file = `${scratch}/plan.tfplan`
      if (bundle === null) return infraPlan(context, file, news)
      const id = randomBytes(16).toString('hex')
      const keep = { file: bundle, id, at: clock.now().toISOString() }
      return infraPlanKept(context, file, keep, news)
    })
    return { environment: place.environment.name, empty, plan: summary, policy }
  }
}

/** The project's own rules say no: exit 5, and no plan that could be applied is kept. */
function refused({ policy }: { readonly policy: PolicyReport }): boolean {
  return policy.refusals.length > 0
}

function notKept(file: string): string {
  return `${file} was not written: a plan that is refused is not applied.\n`
}
