import { OpsctlError } from './opsctl-error.ts'

/** No host matched: silence would look like success. */
export function noHost(environment: string): OpsctlError {
  return new OpsctlError({
    code: 'NO_HOST',
    kind: 'failed',
    message: `No host of ${environment} matched, so nothing was configured.`,
    now: 'Nothing was changed.',
    next: [
      `look: opsctl config inventory -e ${environment}`,
      `build: opsctl infra up -e ${environment}`,
    ],
  })
}

/** The cached inventory is older than it may be; `age` in seconds, negative for a clock set back. */
export function inventoryStale(environment: string, age: number, maxAge: number): OpsctlError {
  return new OpsctlError({
    code: 'INVENTORY_STALE',
    kind: 'failed',
    message: `The cached inventory of ${environment} is ${age} s old; it may be ${maxAge} s.`,
    now: 'Nothing was asked and nothing was changed.',
    next: [`ask anew: opsctl config inventory -e ${environment} --refresh`],
    details: { environment, age, maxAge },
  })
}

/** At least one host did not come through; `lines` say which and why. */
export function hostsFailed(
  environment: string,
  lines: readonly string[],
  hosts: readonly string[],
): OpsctlError {
  return new OpsctlError({
    code: 'HOSTS_FAILED',
    kind: 'failed',
    message: `${hosts.length} hosts of ${environment} did not come through:\n${lines.map((line) => `  ${line}`).join('\n')}`,
    now: 'The other hosts are configured; these are as the last task that worked left them.',
    next: [`mend the cause, then only these: opsctl config apply -e ${environment} --failed`],
    details: { environment, hosts },
  })
}
