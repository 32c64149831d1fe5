import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, versionFlags } from '../../cli/flags.ts'
import { releasePublishText } from '../../ui/release-publish-view.ts'

export default class ReleasePublish extends OpsctlCommand<typeof ReleasePublish> {
  static override summary = 'Commit, tag, push, build the image, and publish the GitHub release.'
  static override description =
    'Each step sees whether it is done already: run it again after any failure, here or in another ' +
    'clone. GITHUB_TOKEN (or GH_TOKEN) is read for the GitHub release.'
  static override examples = [
    '<%= config.bin %> release publish --dry-run',
    '<%= config.bin %> release publish',
    '<%= config.bin %> release publish --as 2.0.0',
    '<%= config.bin %> release publish --infra-plan plan.json',
  ]
  static override flags = {
    ...versionFlags,
    'dry-run': changeFlags['dry-run'],
    'lock-wait': changeFlags['lock-wait'],
  }

  protected async execute(): Promise<Answer> {
    const { openWorkplace } = await this.wiring()
    const { runPublish } = await import('../../cli/wiring/release-publish.ts')
    const { as = null, pre = null, 'infra-plan': infraPlan = null, 'dry-run': dryRun } = this.flags
    const published = await runPublish(openWorkplace(this.call), { as, pre, infraPlan })
    const { end, version, tag, standing = {} } = published
    const refusals = published.refusals.map(({ code, message, next }) => ({ code, message, next }))
    const result = { ...(end ?? { outcome: 'nothing', facts: standing }), version, tag, refusals }
    return { result, text: releasePublishText({ ...published, refusals }, this.paint, dryRun) }
  }
}
