import { type Answer, OpsctlCommand } from '../../../cli/base-command.ts'
import { uninstallHooks } from '../../../operations/git/hooks/uninstall.ts'
import { hooksText } from '../../../ui/hooks-view.ts'

export default class GitHooksUninstall extends OpsctlCommand<typeof GitHooksUninstall> {
  static override summary = "Take back opsctl's own git hooks, and no other."
  static override examples = ['<%= config.bin %> git hooks uninstall']

  protected async execute(): Promise<Answer> {
    const { gitContext, openWorkplace } = await this.wiring()
    const removed = await uninstallHooks(gitContext(openWorkplace(this.call)))
    return { result: removed, text: hooksText(removed.hooks) }
  }
}
