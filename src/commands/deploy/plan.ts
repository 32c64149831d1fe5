import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { deployArgs, deployFlags, wantedOf } from '../../cli/deploy-flags.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { planDeployment } from '../../operations/deploy/plan.ts'
import { deployPlanText } from '../../ui/deploy-plan-view.ts'

export default class DeployPlan extends OpsctlCommand<typeof DeployPlan> {
  static override summary = 'Show what a deployment would do, and the hash that approves it.'
  static override description =
    'Asks load balancer, registry and ledger, and no host: a role that only reads will do. ' +
    'A deployment with --approved HASH is refused when anything in it has changed since.'
  static override examples = [
    '<%= config.bin %> deploy plan 1.4.0 -e prod',
    '<%= config.bin %> deploy plan 1.4.0 -e prod --json',
  ]
  static override args = deployArgs
  static override flags = { ...environmentFlag, ...deployFlags }

  protected async execute(): Promise<Answer> {
    const { deployContext, deployInput, openEnvironment, openWorkplace, recordsOf } =
      await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const input = await deployInput(place, wantedOf(this.args.version, this.flags))
    const looking = { ...(await deployContext(place, '', input)), documents: recordsOf(place) }
    const plan = await planDeployment(looking, input)
    return { result: plan, text: deployPlanText(plan) }
  }
}
