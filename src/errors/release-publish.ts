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

export function remoteMissing(remote: string): OpsctlError {
  return new OpsctlError({
    code: 'REMOTE_MISSING',
    kind: 'input',
    message: `This clone has no remote ${remote} to publish to.`,
    now: nothingChanged,
    next: [`git remote add ${remote} ADDRESS`, 'or name another in opsctl.yaml: release.remote'],
    details: { field: 'release.remote' },
  })
}

/** The remote's address is one that git must not be sent to. */
export function remoteRefused(remote: string, address: string, rule: string): OpsctlError {
  return new OpsctlError({
    code: 'REMOTE_REFUSED',
    kind: 'input',
    message: `remote ${remote}: ${JSON.stringify(address)} ${rule}.`,
    now: 'Nothing was started and nothing was changed.',
    next: [`git remote set-url ${remote} https://HOST/OWNER/NAME.git`],
    details: { field: `remote.${remote}.url`, rule },
  })
}

/** @param local the remote is a folder: it will not come back by itself */
export function remoteUnreadable(remote: string, said: string, local: boolean): OpsctlError {
  return new OpsctlError({
    code: 'REMOTE_UNREADABLE',
    kind: local ? 'input' : 'failed',
    message: `remote ${remote} cannot be read: ${said || 'git does not say why'}`,
    now: nothingChanged,
    next: [`see it without opsctl: git ls-remote ${remote}`],
    details: { field: `remote.${remote}.url` },
  })
}

/** The remote has commits that this branch has not. */
export function remoteMoved(remote: string, branch: string, who: string): OpsctlError {
  return new OpsctlError({
    code: 'REMOTE_MOVED',
    kind: 'input',
    message: `${branch} at ${remote} has commits that are not here${who}.`,
    now: nothingChanged,
    next: [`git pull --ff-only ${remote} ${branch}`, 'then again: opsctl release publish'],
    details: { remote, branch },
  })
}

/** The remote has release tags that the clone has not, so that the version could not be decided. */
export function tagsMissing(remote: string, tags: readonly string[]): OpsctlError {
  const shown = tags.slice(0, 5).map((tag) => JSON.stringify(tag))
  const more = tags.length > 5 ? ` and ${tags.length - 5} more` : ''
  return new OpsctlError({
    code: 'TAGS_MISSING',
    kind: 'input',
    message: `${remote} has release tags that are not here: ${shown.join(', ')}${more}.`,
    now: nothingChanged,
    next: [`git fetch --tags ${remote}`, 'in GitHub Actions: actions/checkout with fetch-depth: 0'],
    details: { remote, tags: tags.slice(0, 100) },
  })
}

/** A tag is on another commit than it should be. Tags are never moved. */
export function tagTaken(
  tag: string,
  where: string,
  found: string,
  wanted: string,
  who = '',
): OpsctlError {
  return new OpsctlError({
    code: 'TAG_TAKEN',
    kind: 'input',
    message: `tag ${JSON.stringify(tag)} exists ${where} on ${found.slice(0, 12)}${who}, not on ${wanted}.`,
    now: 'The tag was left where it is.',
    next: [
      `look at it: git show ${/^[\w./-]+$/.test(tag) ? tag : found}`,
      'release a higher version: opsctl release publish --as X.Y.Z',
    ],
    details: { tag, found, wanted },
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

/** Somebody else was faster; nothing of ours is at the remote. */
export function pushRefused(remote: string, why: string, id: string): OpsctlError {
  return new OpsctlError({
    code: 'PUSH_REFUSED',
    kind: 'failed',
    message: `${remote} did not take the release: ${why}.`,
    now: `Nothing of it is at ${remote}; the commit and the tag are here.`,
    next: [
      `take them back: opsctl abort ${id}`,
      'then: git pull --ff-only --tags, and opsctl release publish',
    ],
    details: { remote },
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

export function githubTokenMissing(): OpsctlError {
  return new OpsctlError({
    code: 'GITHUB_TOKEN_MISSING',
    kind: 'input',
    message: 'GITHUB_TOKEN: is needed to make the GitHub release.',
    now: nothingChanged,
    next: [
      'GITHUB_TOKEN=$(gh auth token) opsctl release publish',
      'in Actions: env GITHUB_TOKEN, and permissions: { contents: write }',
      'or publish without one: release: { github: false }',
    ],
    details: { field: 'GITHUB_TOKEN' },
  })
}

/** GITHUB_API_URL is not an address that a token may be sent to. */
export function githubAddressRefused(address: string, rule: string): OpsctlError {
  return new OpsctlError({
    code: 'BAD_INPUT',
    kind: 'input',
    message: `GITHUB_API_URL: ${JSON.stringify(address)} ${rule}`,
    now: 'Nothing was sent.',
    next: ['GITHUB_API_URL=https://HOST/api/v3, or leave it unset for github.com'],
    details: { field: 'GITHUB_API_URL' },
  })
}

/** GitHub said no, and will say no again. */
export function githubRefused(what: string, status: number, said: string): OpsctlError {
  return new OpsctlError({
    code: 'GITHUB_REFUSED',
    kind: 'failed',
    message: `GitHub refused to ${what} (${status}): ${said}`,
    next: [
      status === 404 || status === 403 || status === 401
        ? 'check that the token may write contents of this repository'
        : 'mend what it names',
    ],
    details: { status },
  })
}

/** GitHub did not answer, or with a failure of its own; whether it happened is not known. */
export function githubUnavailable(what: string, said: string): OpsctlError {
  return new OpsctlError({
    code: 'GITHUB_UNAVAILABLE',
    kind: 'failed',
    message: `GitHub could not be asked to ${what}: ${said}`,
    next: ['try again later', 'see whether it has trouble: githubstatus.com'],
  })
}

export function githubLimited(what: string, seconds: number): OpsctlError {
  return new OpsctlError({
    code: 'GITHUB_LIMITED',
    kind: 'failed',
    message: `GitHub's rate limit is used up; it may be asked to ${what} again in ${seconds} s.`,
    next: [`go on in ${Math.ceil(seconds / 60)} min`],
    details: { seconds },
  })
}
