import { resolve } from 'node:path'
import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { allowedBy, allowFlags, changeFlags, environmentFlag } from '../../cli/flags.ts'
import { badInput } from '../../errors/index.ts'
import { openBundle } from '../../operations/infra/saved-plan.ts'
import { operationText } from '../../ui/operation-view.ts'

export default class InfraUp extends OpsctlCommand<typeof InfraUp> {
  static override summary = 'Plan, ask, and apply exactly that plan.'
  static override examples = [
    '<%= config.bin %> infra up -e dev',
    '<%= config.bin %> infra up -e sandbox --yes',
    '<%= config.bin %> infra up -e prod --yes --confirm prod --lock-wait 300',
    '<%= config.bin %> infra up -e prod --plan prod.plan --yes --confirm prod',
  ]
  static override strict = false
  static override flags = {
    ...environmentFlag,
    ...changeFlags,
    plan: Flags.string({
      summary: 'Apply this plan of infra plan --out, once; refused when anything differs.',
      helpValue: 'FILE',
    }),
    ...allowFlags,
  }

  protected async execute(): Promise<Answer> {
    const { openEnvironment, openWorkplace, runNew, withOutcome } = await this.wiring()
    const workplace = openWorkplace(this.call)
    const { plan } = this.flags
    const file = plan === undefined ? null : resolve(workplace.folder, plan)
    if (file !== null && this.passedOn.length > 0) {
      throw badInput('--', 'a saved plan has its words already', 'leave them out, or plan anew')
    }
    // Before the environment is opened: a file that is no plan needs nothing started.
    if (file !== null) await openBundle(workplace.files, file)
    const place = await openEnvironment(workplace, this.flags.env)
    const allow = allowedBy(this.flags)
    const end = await withOutcome(workplace, 'infra up', this.flags.env, () =>
      runNew(place, 'infra up', { extra: this.passedOn, allow, plan: file }),
    )
    return {
      result: end,
      text: operationText(end, this.flags.env, this.paint, this.flags['dry-run']),
    }
  }
}
