import { OpsctlError } from './opsctl-error.ts'

/** The user (or the workflow) interrupted. */
export function interrupted(now: string, next: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'INTERRUPTED',
    kind: 'interrupted',
    message: 'Interrupted.',
    now,
    next,
  })
}

/** A wrapped tool ended with a failure. Its own words have been shown before. */
export function toolFailed(
  tool: string,
  how: string,
  now: string,
  next: readonly string[],
  cause?: unknown,
): OpsctlError {
  return new OpsctlError({
    code: 'TOOL_FAILED',
    kind: 'failed',
    message: `${tool} ${how}`,
    now,
    next,
    details: { tool },
    cause,
  })
}

/** Somebody holds the environment's lock, or Terraform's. */
export function locked(what: string, holder: string, next: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'LOCKED',
    kind: 'locked',
    message: `${what} is locked by ${holder}.`,
    now: 'Nothing was changed.',
    next,
  })
}

/** The person said no, or typed something else. */
export function declined(what: string): OpsctlError {
  return new OpsctlError({
    code: 'DECLINED',
    kind: 'gate',
    message: `${what} was not confirmed.`,
    now: 'Nothing was changed.',
    next: [],
  })
}
