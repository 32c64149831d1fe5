import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, environmentFlag, limitFlag } from '../../cli/flags.ts'
import { reachOf } from '../../domain/config-run/reach.ts'
import { refuseFailedHosts } from '../../operations/config/apply.ts'
import { hostsText } from '../../ui/hosts-view.ts'
import { operationText } from '../../ui/operation-view.ts'
import { sparedText } from '../../ui/spared-view.ts'

export default class ConfigApply extends OpsctlCommand<typeof ConfigApply> {
  static override summary = "Configure an environment's hosts with Ansible."
  static override examples = [
    '<%= config.bin %> config apply -e sandbox --image 10.20.255.11:5000/shop@sha256:…',
    '<%= config.bin %> config apply -e dev --failed',
  ]
  static override strict = false
  static override flags = {
    ...environmentFlag,
    ...changeFlags,
    image: Flags.string({
      summary: 'The image to run, by digest; without it the one that runs already.',
      helpValue: 'REPOSITORY@sha256:…',
    }),
    failed: Flags.boolean({
      summary: 'Only the hosts that the last run left behind.',
      exclusive: ['limit'],
    }),
    ...limitFlag,
  }

  protected async execute(): Promise<Answer> {
    const { configApplyInput, openEnvironment, openWorkplace, outcomeOf, runNew } =
      await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const { image, failed, limit } = this.flags
    const input = configApplyInput(place, { image, failed, limit, extra: this.passedOn })
    const end = await runNew(place, 'config apply', input)
    refuseFailedHosts(this.flags.env, end.facts)
    const outcome = outcomeOf(end.facts)
    const { spared } = reachOf(end.facts)
    const done = operationText(end, this.flags.env, this.paint, this.flags['dry-run'])
    // A run that found nothing to do changed nothing, though it was one.
    const changed = end.changed && outcome.changed
    return {
      result: { ...end, changed, hosts: outcome.hosts, spared },
      text: `${hostsText(outcome)}${sparedText(spared, this.flags.env)}${done}`,
    }
  }
}
