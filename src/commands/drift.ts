import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../cli/base-command.ts'
import { environmentFlag } from '../cli/flags.ts'
import { drift } from '../operations/drift.ts'
import { layersText } from '../ui/layers-view.ts'

export default class Drift extends OpsctlCommand<typeof Drift> {
  static override summary = 'Compare Terraform, the hosts and what serves with what they should be.'
  static override examples = ['<%= config.bin %> drift -e prod --exit-code']
  static override flags = {
    ...environmentFlag,
    'exit-code': Flags.boolean({ summary: 'Exit with 3 when a layer is off.' }),
  }

  protected async execute(): Promise<Answer> {
    const { driftContext, inScratchFolder, openEnvironment, openWorkplace } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const context = await driftContext(place)
    const news = (line: string) => place.workplace.progress.news(line)
    const found = await inScratchFolder(place, (folder) => drift(context, folder, news))
    return {
      result: found,
      text: layersText(found, this.paint),
      exitCode: this.flags['exit-code'] && found.drifted ? 3 : 0,
    }
  }
}
