import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { configCheck } from '../../operations/config/check.ts'
import { hostsText } from '../../ui/hosts-view.ts'

export default class ConfigCheck extends OpsctlCommand<typeof ConfigCheck> {
  static override summary = 'Show what `config apply` would change, host by host.'
  static override examples = ['<%= config.bin %> config check -e dev --exit-code']
  static override strict = false
  static override flags = {
    ...environmentFlag,
    image: Flags.string({ summary: 'The image to compare with, by digest.' }),
    'exit-code': Flags.boolean({ summary: 'Exit with 3 when a host would change.' }),
  }

  protected async execute(): Promise<Answer> {
    const { configContext, configInput, inScratchFolder, openEnvironment, openWorkplace } =
      await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const input = await configInput(place, { image: this.flags.image, extra: this.passedOn })
    const context = await configContext(place, input)
    const news = (line: string) => place.workplace.progress.news(line)
    const outcome = await inScratchFolder(place, (folder) => configCheck(context, folder, news))
    const drifted = this.flags['exit-code'] && outcome.changed
    return {
      result: outcome,
      text: hostsText(outcome),
      exitCode: outcome.good ? (drifted ? 3 : 0) : 1,
    }
  }
}
