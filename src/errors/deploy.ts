import { OpsctlError } from './opsctl-error.ts'

const untouched = 'Nothing was changed.'

/** A registry cannot be asked, so nothing can be said about the image. */
export function registryUnreachable(registry: string, why: string): OpsctlError {
  return new OpsctlError({
    code: 'REGISTRY_UNREACHABLE',
    kind: 'failed',
    message: `The registry ${registry} cannot be asked: ${why}.`,
    now: untouched,
    next: [`log in to it: podman login ${registry}`],
    details: { registry },
  })
}

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

/** Terraform's outputs do not describe two colours behind one listener of this account. */
export function stackUnfit(environment: string, why: string): OpsctlError {
  return new OpsctlError({
    code: 'STACK_UNFIT',
    kind: 'input',
    message: `The infrastructure of ${environment} cannot be deployed to: ${why}.`,
    now: untouched,
    next: [
      `see: opsctl infra output -e ${environment}`,
      `build it: opsctl infra up -e ${environment}`,
    ],
    details: { environment },
  })
}

/** Both colours get traffic and no deployment is under way: which one is to stay? */
export function trafficSplit(environment: string, weights: string): OpsctlError {
  return new OpsctlError({
    code: 'TRAFFIC_SPLIT',
    kind: 'failed',
    message: `The traffic of ${environment} is not at one colour: ${weights}.`,
    now: untouched,
    next: [`bring it to the last good deployment: opsctl rollback -e ${environment}`],
    details: { environment },
  })
}

/** Something that a rollback would need is not there, so the way forth is not begun. */
export function wayBackMissing(environment: string, missing: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'WAY_BACK_MISSING',
    kind: 'gate',
    message: `There would be no way back: ${missing.join('; ')}.`,
    now: untouched,
    next: ['mend that first', `look: opsctl deploy status -e ${environment}`],
    details: { environment, missing },
  })
}

/** A migration takes away what the release that serves now still needs. */
export function contractMigration(environment: string, names: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'CONTRACT_MIGRATION',
    kind: 'input',
    message: `${names.join(', ')}: not backward compatible with the release that serves.`,
    now: untouched,
    next: [
      'ship the change in two releases, expand first (api/README.md)',
      'or accept that the old release stops serving and that only a restore leads back: --allow-contract',
    ],
    details: { environment, migrations: names },
  })
}

/** The database has moved on to where this image cannot follow. */
export function schemaMoved(
  environment: string,
  names: readonly string[],
  since: string | null,
): OpsctlError {
  const window = since === null ? 'all data since that snapshot' : `all data since ${since}`
  return new OpsctlError({
    code: 'SCHEMA_MOVED',
    kind: 'gate',
    message: `That image cannot run on the present schema: ${names.join(', ')} came after it.`,
    now: untouched,
    next: [
      `restore the database from a snapshot of before; ${window} would be lost: opsctl snapshot list -e ${environment}`,
      'or deploy a release that knows the present schema',
    ],
    details: { environment, migrations: names },
  })
}

/** Nothing is deployed in a freeze. */
export function frozen(environment: string, until: string, reason: string): OpsctlError {
  return new OpsctlError({
    code: 'FROZEN',
    kind: 'gate',
    message: `Nothing is deployed to ${environment} until ${until}: ${reason}.`,
    now: untouched,
    next: [
      'wait',
      'in an emergency, on record: --override-freeze "why"',
      `rollback is never frozen`,
    ],
    details: { environment, until },
  })
}

/** The new hosts did not come up, or did not take the release. Everything is put back. */
export function candidateFailed(what: string, lines: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'CANDIDATE_FAILED',
    kind: 'gate',
    message: [`${what}`, ...lines.map((line) => `  ${line}`)].join('\n'),
    next: ['read the words above; the image is at fault, or what it needs is missing'],
  })
}

/** A gate's no, or its silence until the time was up. Everything is put back. */
export function gateSaidNo(gate: string, weight: number, reason: string): OpsctlError {
  return new OpsctlError({
    code: 'GATE_SAID_NO',
    kind: 'gate',
    message: `${gate} at ${weight} %: ${reason}`,
    next: ['mend the release and deploy it again'],
    details: { gate, weight },
  })
}

/** Somebody asked the running deployment to go back. */
export function deployAborted(by: string): OpsctlError {
  return new OpsctlError({
    code: 'DEPLOY_ABORTED',
    kind: 'gate',
    message: `${by} asked for the deployment to be aborted.`,
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

/** `rollback` finds nothing that it could go to. */
export function noWayBack(environment: string, why: string, next: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'NO_WAY_BACK',
    kind: 'input',
    message: `${environment} cannot be rolled back: ${why}.`,
    now: untouched,
    next,
    details: { environment },
  })
}

/** `deploy promote`, `hold` and `abort` speak to a deployment that runs. */
export function noDeployment(environment: string, next: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'NO_DEPLOYMENT',
    kind: 'input',
    message: `No deployment of ${environment} is under way.`,
    now: untouched,
    next,
    details: { environment },
  })
}
