import { OpsctlError } from './opsctl-error.ts'

const nothingChanged = 'Nothing was changed.'

export function detachedHead(branch: string): OpsctlError {
  return new OpsctlError({
    code: 'DETACHED_HEAD',
    kind: 'input',
    message: `No branch is checked out; a release is made on ${branch}.`,
    now: nothingChanged,
    next: [`git switch ${branch}`],
    details: { field: 'release.branch' },
  })
}

export function wrongBranch(found: string, wanted: string): OpsctlError {
  return new OpsctlError({
    code: 'WRONG_BRANCH',
    kind: 'input',
    message: `Branch ${JSON.stringify(found)} is checked out; a release is made on ${wanted}.`,
    now: nothingChanged,
    next: [`git switch ${wanted}`, 'or name another branch in opsctl.yaml: release.branch'],
    details: { field: 'release.branch', found, wanted },
  })
}

export function dirtyTree(paths: readonly string[]): OpsctlError {
  const shown = paths.slice(0, 5).map((path) => JSON.stringify(path))
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : ''
  return new OpsctlError({
    code: 'DIRTY_TREE',
    kind: 'input',
    message: `Changes are not committed: ${shown.join(', ')}${more}.`,
    now: nothingChanged,
    next: ['commit them, or put them aside: git stash'],
    details: { paths: paths.slice(0, 100) },
  })
}

/** git does not know in whose name to commit. */
export function noCommitter(said: string): OpsctlError {
  return new OpsctlError({
    code: 'NO_COMMITTER',
    kind: 'input',
    message: `git does not know who commits${said === '' ? '' : `: ${said}`}.`,
    now: nothingChanged,
    next: ['git config user.name NAME && git config user.email ADDRESS'],
    details: { field: 'user.email' },
  })
}

/** The registry has another image under the version's tag. */
export function imageTagTaken(image: string, found: string | null, wanted: string): OpsctlError {
  const from = found === null ? 'an unknown commit' : found.slice(0, 12)
  return new OpsctlError({
    code: 'IMAGE_TAG_TAKEN',
    kind: 'input',
    message: `${image} exists and was built from ${from}, not from ${wanted}.`,
    now: 'The image was left as it is: a tag that was pushed is never moved.',
    next: ['release a higher version: opsctl release publish --as X.Y.Z'],
    details: { image },
  })
}

/** The image cannot be built from what the release holds; its tag is out by then and stays. */
export function releaseNotBuilt(error: OpsctlError, tag: string): OpsctlError {
  return error.saying({
    next: [
      `if the sources of ${tag} are to blame: mend them, abort this, and release a higher version: ` +
        'opsctl release publish --as X.Y.Z',
    ],
  })
}

export function assetMissing(path: string): OpsctlError {
  return new OpsctlError({
    code: 'ASSET_MISSING',
    kind: 'input',
    message: `release.assets: ${path} does not exist.`,
    now: nothingChanged,
    next: ['build it first, or leave it out of opsctl.yaml'],
    details: { field: 'release.assets', path },
  })
}

/** git refused a change, with its own words. */
export function gitFailed(what: string, said: string): OpsctlError {
  return new OpsctlError({
    code: 'GIT_FAILED',
    kind: 'failed',
    message: `${what} failed:\n${said}`,
    details: { command: what },
  })
}

/** What was decided does not fit what is there now. */
export function releaseMoved(why: string, id: string): OpsctlError {
  return new OpsctlError({
    code: 'RELEASE_MOVED',
    kind: 'failed',
    message: `The release cannot go on as it was begun: ${why}.`,
    next: [`take it back: opsctl abort ${id}`, 'then begin anew: opsctl release publish'],
  })
}
