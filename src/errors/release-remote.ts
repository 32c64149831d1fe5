import { OpsctlError } from './opsctl-error.ts'

const nothingChanged = 'Nothing was changed.'

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
