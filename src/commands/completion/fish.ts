import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { fishCompletion } from '../../ui/fish-view.ts'

export default class CompletionFish extends OpsctlCommand<typeof CompletionFish> {
  static override summary = 'Print completion for the fish shell, made from the manifest.'
  static override examples = [
    '<%= config.bin %> completion fish > ~/.config/fish/completions/opsctl.fish',
  ]

  protected async execute(): Promise<Answer> {
    const commands = this.config.commands.filter((command) => command.hidden !== true)
    const text = fishCompletion(this.config.bin, commands)
    return { result: { text }, text }
  }
}
