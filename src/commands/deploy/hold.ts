import { DeployRequestCommand } from '../../cli/deploy-request-command.ts'

export default class DeployHold extends DeployRequestCommand {
  static override summary = 'Keep the running deployment at its weight.'
  static override examples = ['<%= config.bin %> deploy hold -e prod']

  protected readonly word = 'hold'
}
