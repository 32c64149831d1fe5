import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag, limitFlag } from '../../cli/flags.ts'
import { configCheck } from '../../operations/config/check.ts'
import { driftText } from '../../ui/drift-view.ts'
import { sparedText } from '../../ui/spared-view.ts'

export default class ConfigCheck extends OpsctlCommand<typeof ConfigCheck> {
  static override summary = 'Show what `config apply` would change, host by host.'
  static override examples = ['<%= config.bin %> config check -e dev --exit-code']
  static override strict = false
  static override flags = {
    ...environmentFlag,
    image: Flags.string({ summary: 'The image to compare with, by digest.' }),
    ...limitFlag,
    'exit-code': Flags.boolean({ summary: 'Exit with 3 when a host would change.' }),
  }

  protected async execute(): Promise<Answer> {
    const { configContext, configInput, inScratchFolder, openEnvironment, openWorkplace } =
      await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const { image, limit } = this.flags
    const input = await configInput(place, { image, limit, extra: this.passedOn })
    const context = await configContext(place, input)
    const news = (line: string) => place.workplace.progress.news(line)
    const drift = await inScratchFolder(place, (folder) => configCheck(context, folder, news))
    const found = this.flags['exit-code'] && drift.changed
    return {
      result: { ...drift, spared: context.spared },
      text: driftText(drift) + sparedText(context.spared, this.flags.env),
      exitCode: drift.good ? (found ? 3 : 0) : 1,
    }
  }
}
