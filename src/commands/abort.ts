import { TakeUpCommand } from '../cli/take-up-command.ts'
import { abort } from '../operations/abort.ts'

export default class Abort extends TakeUpCommand {
  static override summary = 'Put an unfinished operation back.'
  static override examples = ['<%= config.bin %> abort', '<%= config.bin %> abort 20261123t1108']

  protected readonly verb = 'abort'
  protected readonly bringToItsEnd = abort
}
