import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { listHistory } from '../../operations/history/list.ts'
import { historyText } from '../../ui/history-view.ts'

export default class History extends OpsctlCommand<typeof History> {
  static override summary = 'List what was done to an environment, newest first.'
  static override examples = ['<%= config.bin %> history -e prod --limit 5']
  static override flags = {
    ...environmentFlag,
    limit: Flags.integer({ summary: 'At most so many.', default: 20, min: 1, max: 1000 }),
  }

  protected async execute(): Promise<Answer> {
    const { openLedger, openWorkplace } = await this.wiring()
    const { documents } = await openLedger(openWorkplace(this.call), this.flags.env)
    const query = { environment: this.flags.env, limit: this.flags.limit }
    const entries = await listHistory(query, { documents })
    return { result: { entries }, text: historyText(entries) }
  }
}
