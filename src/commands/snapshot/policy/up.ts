import { type Answer, OpsctlCommand } from '../../../cli/base-command.ts'
import { allowedBy, allowFlags, changeFlags, environmentFlag } from '../../../cli/flags.ts'
import { operationText } from '../../../ui/operation-view.ts'

export default class SnapshotPolicyUp extends OpsctlCommand<typeof SnapshotPolicyUp> {
  static override summary = 'Plan the policies, ask, and apply exactly that plan.'
  static override description =
    'The policies are a root module of their own (opsctl.yaml: snapshots.policy.dir) with a state of ' +
    'its own, so that they outlive an infra down.'
  static override examples = [
    '<%= config.bin %> snapshot policy up -e dev',
    '<%= config.bin %> snapshot policy up -e prod --yes --confirm prod',
  ]
  static override flags = { ...environmentFlag, ...changeFlags, ...allowFlags }

  protected async execute(): Promise<Answer> {
    const { openEnvironment, openWorkplace, runNew } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const end = await runNew(place, 'snapshot policy up', { allow: allowedBy(this.flags) })
    return {
      result: end,
      text: operationText(end, this.flags.env, this.paint, this.flags['dry-run']),
    }
  }
}
