import { Args } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { showHistory } from '../../operations/history/show.ts'
import { entryText } from '../../ui/entry-view.ts'

export default class HistoryShow extends OpsctlCommand<typeof HistoryShow> {
  static override summary = "Show one operation's ledger entry."
  static override examples = ['<%= config.bin %> history show 20261123t1108 -e sandbox']
  static override args = {
    id: Args.string({ description: 'The operation, or the start of its ID.', required: true }),
  }
  static override flags = { ...environmentFlag }

  protected async execute(): Promise<Answer> {
    const { openLedger, openWorkplace } = await this.wiring()
    const { documents } = await openLedger(openWorkplace(this.call), this.flags.env)
    const entry = await showHistory(this.args.id, { documents })
    return { result: entry, text: entryText(entry) }
  }
}
