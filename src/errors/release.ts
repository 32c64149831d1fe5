import { OpsctlError } from './opsctl-error.ts'

const nothingChanged = 'Nothing was changed.'

export function notARepository(folder: string, said: string): OpsctlError {
  return new OpsctlError({
    code: 'NOT_A_REPOSITORY',
    kind: 'input',
    message: `${folder} is not in a git repository that can be read${said === '' ? '' : `: ${said}`}.`,
    now: nothingChanged,
    next: ['change into the repository, or name it: -C FOLDER'],
    details: { folder },
  })
}

export function noCommits(folder: string): OpsctlError {
  return new OpsctlError({
    code: 'NO_COMMITS',
    kind: 'input',
    message: `The repository in ${folder} has no commit yet.`,
    now: nothingChanged,
    next: ['make the first commit'],
    details: { folder },
  })
}

/**
 * The history that decides was cut off by a shallow clone.
 * @param said why fetching the rest did not help, in git's words; empty: it was not tried
 */
export function shallowClone(folder: string, said = ''): OpsctlError {
  return new OpsctlError({
    code: 'SHALLOW_CLONE',
    kind: 'input',
    message: `The clone in ${folder} is shallow: commits since the last release are missing.${said === '' ? '' : `\n${said}`}`,
    now: 'Nothing was changed; a version decided without them could be wrong.',
    next: [
      'fetch the rest: git fetch --unshallow --tags',
      'in GitHub Actions: actions/checkout with fetch-depth: 0',
    ],
    details: { folder },
  })
}
