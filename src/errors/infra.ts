import { foreignWords } from './foreign-words.ts'
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

/** AWS has not refused the credentials: it is throttling, out of order, or not to be reached. */
export function accountUnknown(cause: unknown): OpsctlError {
  return new OpsctlError({
    code: 'ACCOUNT_UNKNOWN',
    kind: 'failed',
    message: `AWS did not tell whose credentials these are: ${foreignWords(cause)}`,
    now: 'Nothing was changed.',
    next: ['try again in a minute', 'check: opsctl doctor -e ENV'],
    cause,
  })
}

export function noCredentials(
  why: string,
  cause: unknown,
  now = 'Nothing was changed.',
): OpsctlError {
  return new OpsctlError({
    code: 'NO_CREDENTIALS',
    kind: 'input',
    message: `AWS did not accept who we are: ${why}`,
    now,
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

/** The root module keeps its state elsewhere than opsctl.yaml says. */
export function backendDiffers(wanted: string, found: string): OpsctlError {
  return new OpsctlError({
    code: 'BACKEND_DIFFERS',
    kind: 'input',
    message: `opsctl.yaml keeps the state in backend "${wanted}"; the root module has ${found}.`,
    now: 'Nothing was changed.',
    next: [`put an empty block into the root module: terraform { backend "${wanted}" {} }`],
  })
}

const planAnew = (environment: string, file: string) =>
  `plan anew: opsctl infra plan -e ${environment} --out ${file}`

/** A saved plan that lies where others can read or swap it. */
export function planFileUnsafe(file: string, why: string, fix: string): OpsctlError {
  return new OpsctlError({
    code: 'PLAN_FILE_UNSAFE',
    kind: 'input',
    message: `${file} ${why}.`,
    now: 'Nothing was started and nothing was changed.',
    next: [fix],
    details: { file },
  })
}

/** Not the bytes that `infra plan --out` wrote. */
export function planAltered(file: string, why: string): OpsctlError {
  return new OpsctlError({
    code: 'PLAN_ALTERED',
    kind: 'input',
    message: `${file} is not used: ${why}.`,
    now: 'Nothing was started and nothing was changed.',
    next: ['plan anew: opsctl infra plan -e ENV --out FILE'],
    details: { file },
  })
}

/** One thing that a saved plan was made with and that is different now. */
interface Differs {
  readonly what: string
  readonly was: string
  readonly now: string
}

export function planDiffers(
  environment: string,
  file: string,
  differences: readonly Differs[],
): OpsctlError {
  const lines = differences.map(({ what, was, now }) => `  ${what}: ${was} then, ${now} now`)
  return new OpsctlError({
    code: 'PLAN_DIFFERS',
    kind: 'input',
    message: `${file} does not fit any more:\n${lines.join('\n')}`,
    now: 'Nothing was changed.',
    next: [planAnew(environment, file)],
    details: { file, differs: differences.map(({ what }) => what) },
  })
}

export function planApplied(
  environment: string,
  file: string,
  operation: string,
  at: string,
): OpsctlError {
  return new OpsctlError({
    code: 'PLAN_APPLIED',
    kind: 'input',
    message: `${file} was applied before, on ${at}.`,
    now: 'Nothing was changed. A plan is applied once.',
    next: [
      `what it did: opsctl history show ${operation} -e ${environment}`,
      planAnew(environment, file),
    ],
    details: { file, operation },
  })
}

/** Losing data was neither typed nor allowed by its flag, or too much would go. */
export function planGuarded(what: string, next: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'PLAN_GUARDED',
    kind: 'gate',
    message: what,
    now: 'Nothing was changed.',
    next,
  })
}

/** The project's own rules say no to the code of a plan. */
export function policyRefused(environment: string, why: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'POLICY_REFUSED',
    kind: 'gate',
    message: `The plan for ${environment} is refused by the project's policy: ${why.join('; ')}.`,
    now: 'Nothing was changed.',
    next: [
      `see what is found: opsctl infra plan -e ${environment}`,
      "mend it, or say in the tool's own configuration why it may stay (docs/infra.md)",
    ],
  })
}

/** An apply could not save its state; until that is in the backend, Terraform knows too little. */
export function stateUnsaved(
  environment: string,
  topic: string,
  file: string,
  why: string,
): OpsctlError {
  return new OpsctlError({
    code: 'STATE_UNSAVED',
    kind: 'stuck',
    message: `The state of an earlier apply to ${environment} is not in its backend: ${why}`,
    now: `It is kept in ${file}; nothing else was changed.`,
    next: [
      `opsctl resume, or opsctl ${topic} up -e ${environment}: each pushes it before anything else`,
      'never apply without it: things would be made a second time',
    ],
    details: { file },
  })
}

/** An errored.tfstate of which nobody says to which environment it belongs. */
export function stateStray(file: string, push: string): OpsctlError {
  return new OpsctlError({
    code: 'STATE_STRAY',
    kind: 'input',
    message: `${file} is the state of an apply that could not save it, and not of opsctl's.`,
    now: 'Nothing was started and nothing was changed.',
    next: [
      `push it to the environment that it belongs to: ${push} errored.tfstate`,
      'or move it out of the folder',
    ],
    details: { file },
  })
}
