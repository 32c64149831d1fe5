import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../../cli/base-command.ts'
import { environmentFlag } from '../../../cli/flags.ts'
import { policyStatus, uncoveredHolders } from '../../../operations/snapshot/policy/status.ts'
import { policyStatusText } from '../../../ui/snapshot-policy-view.ts'

export default class SnapshotPolicyStatus extends OpsctlCommand<typeof SnapshotPolicyStatus> {
  static override summary = 'Tell which volumes and databases no policy copies.'
  static override description =
    'Reads the plans of AWS Backup and the policies of DLM, whoever made them, and holds what they ' +
    "select against the environment's volumes and RDS instances."
  static override examples = ['<%= config.bin %> snapshot policy status -e prod --exit-code']
  static override flags = {
    ...environmentFlag,
    'exit-code': Flags.boolean({
      summary: 'Exit with 3 when something that holds data is copied by no policy.',
    }),
  }

  protected async execute(): Promise<Answer> {
    const { openEnvironment, openWorkplace, snapshotLook, snapshotPolicies } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const status = await policyStatus(await snapshotLook(place), snapshotPolicies(place))
    const bare = uncoveredHolders(status).length > 0
    return {
      result: status,
      text: policyStatusText(status, this.paint),
      exitCode: this.flags['exit-code'] && bare ? 3 : 0,
    }
  }
}
