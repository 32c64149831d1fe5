import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { gitCheck } from '../../operations/git/check.ts'
import { gitAnnotations, gitFindingsText } from '../../ui/git-findings-view.ts'

export default class GitCheck extends OpsctlCommand<typeof GitCheck> {
  static override summary = 'Check branches and commit messages by docs/git-strategy.md.'
  static override description =
    'Without flags: the branch checked out and its commits that no remote has. ' +
    'Exit 5 when a rule is broken, 2 when there is nothing that could be judged.'
  static override examples = [
    '<%= config.bin %> git check',
    '<%= config.bin %> git check --range origin/develop..HEAD --branch feat/restore-by-tag',
    '<%= config.bin %> git check --message .git/COMMIT_EDITMSG',
  ]
  static override flags = {
    range: Flags.string({ summary: 'The commits between two points.', helpValue: 'A..B' }),
    branch: Flags.string({ summary: "A branch's name.", helpValue: 'NAME' }),
    message: Flags.string({
      summary: 'A message that is about to be committed.',
      helpValue: 'FILE',
    }),
    'pre-push': Flags.boolean({
      summary: 'What git tells its pre-push hook on stdin.',
      exclusive: ['range', 'branch', 'message'],
    }),
  }

  protected async execute(): Promise<Answer> {
    const { gitContext, openWorkplace, pathIn, readPushed } = await this.wiring()
    const workplace = openWorkplace(this.call)
    const { branch, range, message } = this.flags
    const checked = await gitCheck(
      {
        branch,
        range,
        message: message === undefined ? undefined : pathIn(workplace, message),
        updates: this.flags['pre-push'] ? await readPushed(workplace) : undefined,
      },
      gitContext(workplace),
    )
    return {
      result: checked,
      text: gitFindingsText(checked, this.paint, this.terminal.widthOut),
      exitCode: checked.good ? 0 : 5,
      annotations: gitAnnotations(checked.findings),
    }
  }
}
