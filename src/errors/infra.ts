import { OpsctlError } from './opsctl-error.ts'

export function bucketMissing(environment: string): OpsctlError {
  return new OpsctlError({
    code: 'STATE_BUCKET_MISSING',
    kind: 'input',
    message: 'terraform.state.bucket: opsctl.yaml names no bucket for the state.',
    now: 'Nothing was started and nothing was changed.',
    next: [
      'terraform: { state: { bucket: "shop-{env}-tfstate" } }',
      `then: opsctl infra bootstrap -e ${environment}`,
    ],
    details: { field: 'terraform.state.bucket' },
  })
}

export function noCredentials(why: string, cause: unknown): OpsctlError {
  return new OpsctlError({
    code: 'NO_CREDENTIALS',
    kind: 'input',
    message: `AWS did not accept who we are: ${why}`,
    now: 'Nothing was changed.',
    next: ["aws sso login, or AWS_PROFILE, or the workflow's role", 'check: opsctl doctor -e ENV'],
    cause,
  })
}

/** A destroy ended well and left something behind all the same. */
export function stateNotEmpty(environment: string, addresses: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'STATE_NOT_EMPTY',
    kind: 'failed',
    message: `${addresses.length} resources are still in the state of ${environment}.`,
    now: `Left: ${addresses.slice(0, 5).join(', ')}${addresses.length > 5 ? ', …' : ''}`,
    next: [`opsctl infra down -e ${environment}`],
  })
}

/** The bucket that opsctl.yaml names was never made, or is gone. */
export function stateBucketAbsent(cause: unknown): OpsctlError {
  return new OpsctlError({
    code: 'STATE_BUCKET_ABSENT',
    kind: 'failed',
    message: 'The state bucket does not exist; it also holds lock and ledger.',
    now: 'Nothing was changed.',
    next: ['make it: opsctl infra bootstrap -e ENV'],
    cause,
  })
}
