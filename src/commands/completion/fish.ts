import { Config } from '@oclif/core/config'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { fishCompletion } from '../../ui/fish-view.ts'

export default class CompletionFish extends OpsctlCommand<typeof CompletionFish> {
  static override summary = 'Print completion for the fish shell, made from the manifest.'
  static override examples = [
    '<%= config.bin %> completion fish > ~/.config/fish/completions/opsctl.fish',
  ]

  protected async execute(): Promise<Answer> {
    // A command is started without oclif's list of all the others (cli/dispatch.ts).
    const config = await Config.load(this.config.root)
    const commands = config.commands.filter((command) => command.hidden !== true)
    const text = fishCompletion(config.bin, commands)
    return { result: { text }, text }
  }
}
