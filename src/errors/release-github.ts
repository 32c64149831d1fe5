import { OpsctlError } from './opsctl-error.ts'

const nothingChanged = 'Nothing was changed.'

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
