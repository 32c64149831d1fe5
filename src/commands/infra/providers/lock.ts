import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../../cli/base-command.ts'
import { changeFlags, environmentFlag } from '../../../cli/flags.ts'
import { badInput } from '../../../errors/index.ts'
import { commonPlatforms, infraProvidersLock } from '../../../operations/infra/providers/lock.ts'

export default class InfraProvidersLock extends OpsctlCommand<typeof InfraProvidersLock> {
  static override summary = "Write the providers' checksums for all platforms to the lock file."
  static override examples = ['<%= config.bin %> infra providers lock -e dev']
  static override flags = {
    ...environmentFlag,
    'dry-run': changeFlags['dry-run'],
    platform: Flags.string({
      summary: 'Only this platform, e.g. linux_amd64; may be given more than once.',
      multiple: true,
    }),
  }

  protected async execute(): Promise<Answer> {
    const { infraContext, openEnvironment, openWorkplace } = await this.wiring()
    const platforms = this.flags.platform ?? commonPlatforms
    const bad = platforms.find((platform) => !/^[a-z0-9]+_[a-z0-9]+$/.test(platform))
    if (bad !== undefined) throw badInput('--platform', `${bad} is none`, 'e.g. linux_amd64')
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const news = (line: string) => place.workplace.progress.news(line)
    await infraProvidersLock(await infraContext(place), platforms, news)
    const text = `.terraform.lock.hcl knows the providers for ${platforms.join(', ')}.\n`
    return { result: { platforms: [...platforms] }, text }
  }
}
