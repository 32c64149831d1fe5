import { join } from 'node:path'
import { type Answer, OpsctlCommand } from '../../../cli/base-command.ts'
import { installHooks } from '../../../operations/git/hooks/install.ts'
import { hooksText } from '../../../ui/hooks-view.ts'

export default class GitHooksInstall extends OpsctlCommand<typeof GitHooksInstall> {
  static override summary = 'Have git check each message and each push by docs/git-strategy.md.'
  static override description =
    "A hook that is not opsctl's is kept and named; exit 5 when it does not ask opsctl."
  static override examples = ['<%= config.bin %> git hooks install']

  protected async execute(): Promise<Answer> {
    const { gitContext, openWorkplace } = await this.wiring()
    const program = join(this.config.root, 'bin', 'run.js')
    const installed = await installHooks(program, gitContext(openWorkplace(this.call)))
    return {
      result: installed,
      text: hooksText(installed.hooks),
      exitCode: installed.good ? 0 : 5,
    }
  }
}
