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

/** What would be done now is not what somebody approved. */
export function approvalDiffers(environment: string, approved: string, found: string): OpsctlError {
  return new OpsctlError({
    code: 'APPROVAL_DIFFERS',
    kind: 'gate',
    message: `Plan ${approved} was approved for ${environment}, and what would be done now is ${found}.`,
    now: untouched,
    next: [
      'compare: account, commit, image, what serves, migrations, steps and times',
      `plan again and have that approved: opsctl deploy plan -e ${environment}`,
    ],
    details: { environment, approved, found },
  })
}

/** A workflow may not answer for a person by words that stand in the workflow itself. */
export function approvalMissing(environment: string): OpsctlError {
  return new OpsctlError({
    code: 'APPROVAL_MISSING',
    kind: 'input',
    message: `${environment} is protected: in a workflow its deployment needs an approved plan.`,
    now: untouched,
    next: [
      `in a job before the approval: opsctl deploy plan -e ${environment} --json`,
      `in the job after it: opsctl deploy -e ${environment} --approved HASH`,
    ],
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
