import { DeployRequestCommand } from '../../cli/deploy-request-command.ts'

export default class DeployAbort extends DeployRequestCommand {
  static override summary = 'Make the running deployment put everything back.'
  static override examples = ['<%= config.bin %> deploy abort -e prod']

  protected readonly word = 'abort'
}
