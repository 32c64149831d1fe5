import { OpsctlError } from './opsctl-error.ts'

const untouched = 'Nothing was changed.'

/** An Auto Scaling group that the stack names is not there. */
export function groupMissing(name: string): OpsctlError {
  return new OpsctlError({
    code: 'GROUP_MISSING',
    kind: 'failed',
    message: `There is no Auto Scaling group ${name}.`,
    now: untouched,
    next: ['build what is missing: opsctl infra up -e ENV'],
    details: { group: name },
  })
}

/** Both colours get traffic and no deployment is under way. `choice`: the words that say which stays. */
export function trafficSplit(
  environment: string,
  weights: string,
  choice: string | null = null,
): OpsctlError {
  return new OpsctlError({
    code: 'TRAFFIC_SPLIT',
    kind: 'failed',
    message: `The traffic of ${environment} is not at one colour: ${weights}.`,
    now: untouched,
    next: [
      choice === null
        ? `bring it to the last good deployment: opsctl rollback -e ${environment}`
        : `say where users go: opsctl rollback -e ${environment} ${choice}`,
    ],
    details: { environment },
  })
}

/** The colour that is to get the traffic cannot take it. */
export function notReady(colour: string, lines: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'COLOUR_NOT_READY',
    kind: 'gate',
    message: [`${colour} cannot take the traffic:`, ...lines.map((line) => `  ${line}`)].join('\n'),
    now: 'The weights are as they were.',
    next: ['opsctl deploy status -e ENV'],
    details: { colour },
  })
}

/** The load balancer does not say what it was told. */
export function weightsNotTaken(wanted: string, found: string): OpsctlError {
  return new OpsctlError({
    code: 'WEIGHTS_NOT_TAKEN',
    kind: 'failed',
    message: `The load balancer was told ${wanted} and says ${found}.`,
    details: { wanted, found },
  })
}

/** Hosts of one colour do not run the same. */
export function parityBroken(colour: string, lines: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'PARITY_BROKEN',
    kind: 'gate',
    message: [`The hosts of ${colour} do not run the same:`, ...lines.map((l) => `  ${l}`)].join(
      '\n',
    ),
    next: ['look: opsctl deploy status -e ENV'],
    details: { colour },
  })
}

/** The DNS records that the configuration names cannot say who serves. */
export function recordUnfit(environment: string, why: string): OpsctlError {
  return new OpsctlError({
    code: 'RECORD_UNFIT',
    kind: 'input',
    message: `The users of ${environment} cannot be moved by DNS: ${why}.`,
    now: untouched,
    next: [`mend the records, or zone and record of environments.${environment}.traffic`],
    details: { environment },
  })
}

/** Route 53 took the change and its name servers do not all have it yet. */
export function dnsNotInSync(record: string, seconds: number): OpsctlError {
  return new OpsctlError({
    code: 'DNS_NOT_IN_SYNC',
    kind: 'failed',
    message: `After ${seconds} s not all name servers know the new weights of ${record}.`,
    details: { record },
  })
}
