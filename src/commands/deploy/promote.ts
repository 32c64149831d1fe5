import { DeployRequestCommand } from '../../cli/deploy-request-command.ts'

export default class DeployPromote extends DeployRequestCommand {
  static override summary =
    'Let the running deployment go on to its next weight, without more evidence.'
  static override examples = ['<%= config.bin %> deploy promote -e prod']

  protected readonly word = 'promote'
}
