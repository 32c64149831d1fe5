import { OpsctlError } from './opsctl-error.ts'

/** git is told to look for hooks in a folder that is not this repository's own. */
export function hooksElsewhere(folder: string): OpsctlError {
  return new OpsctlError({
    code: 'HOOKS_ELSEWHERE',
    kind: 'input',
    message: `git looks for hooks in ${folder} (core.hooksPath), which is not ours to write to.`,
    now: 'Nothing was changed.',
    next: [
      'call these from the hooks there: opsctl git check --message "$1" (commit-msg), --pre-push (pre-push)',
      'or go back to the own folder: git config --unset core.hooksPath',
    ],
    details: { folder },
  })
}
