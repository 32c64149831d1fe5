import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { configStatus } from '../../operations/config/status.ts'
import { hostStatusText } from '../../ui/host-status-view.ts'

export default class ConfigStatus extends OpsctlCommand<typeof ConfigStatus> {
  static override summary =
    'Ask each host what it was configured with; name those that missed a run.'
  static override examples = ['<%= config.bin %> config status -e dev --exit-code']
  static override flags = {
    ...environmentFlag,
    'exit-code': Flags.boolean({ summary: 'Exit with 3 when a host is not current.' }),
  }

  protected async execute(): Promise<Answer> {
    const { configContext, configInput, inScratchFolder, openEnvironment, openWorkplace } =
      await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const context = await configContext(place, await configInput(place, { extra: [] }))
    const news = (line: string) => place.workplace.progress.news(line)
    const status = await inScratchFolder(place, (folder) => configStatus(context, folder, news))
    return {
      result: status,
      text: hostStatusText(status.hosts, status.wanted),
      exitCode: this.flags['exit-code'] && !status.current ? 3 : 0,
    }
  }
}
