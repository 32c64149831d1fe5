import { OpsctlError } from './opsctl-error.ts'

const nothingStarted = 'Nothing was started and nothing was changed.'

/** A flag or argument that cannot be what it says. */
export function badInput(field: string, rule: string, fix: string): OpsctlError {
  return new OpsctlError({
    code: 'BAD_INPUT',
    kind: 'input',
    message: `${field}: ${rule}`,
    now: nothingStarted,
    next: [fix],
    details: { field },
  })
}

export function unknownEnvironment(
  name: string,
  known: readonly string[],
  nearest: string | null,
): OpsctlError {
  const shown = JSON.stringify(name)
  return new OpsctlError({
    code: 'UNKNOWN_ENVIRONMENT',
    kind: 'input',
    message: `--env: there is no environment ${shown} in opsctl.yaml.`,
    now: nothingStarted,
    next: [
      nearest ? `did you mean: -e ${nearest}` : `choose one of: ${known.join(', ')}`,
      'names are exact: case, blanks and look-alike letters count',
    ],
    details: { field: 'env', known },
  })
}

/** A prompt is needed and nobody is there to answer. */
export function promptWithoutTerminal(question: string, flags: string): OpsctlError {
  return new OpsctlError({
    code: 'PROMPT_WITHOUT_TERMINAL',
    kind: 'input',
    message: `An answer is needed and there is no terminal to ask at: ${question}`,
    now: 'Nothing was changed.',
    next: [`answer in advance: ${flags}`],
  })
}

/** `--confirm` names another environment than `--env`. */
export function confirmDiffers(confirmed: string, expected: string): OpsctlError {
  return badInput(
    '--confirm',
    `says ${JSON.stringify(confirmed)} and the environment is ${JSON.stringify(expected)}`,
    `if you mean it: --yes --confirm ${expected}`,
  )
}

export function toolMissing(tool: string, needed: string, fix: string): OpsctlError {
  return new OpsctlError({
    code: 'TOOL_MISSING',
    kind: 'input',
    message: `${tool} was not found; ${needed} is needed.`,
    now: nothingStarted,
    next: [fix, 'check everything at once: opsctl doctor'],
    details: { tool },
  })
}

export function toolTooOld(tool: string, found: string, needed: string, fix: string): OpsctlError {
  return new OpsctlError({
    code: 'TOOL_TOO_OLD',
    kind: 'input',
    message: `${tool} ${found} is too old; ${needed} is needed.`,
    now: nothingStarted,
    next: [fix, 'check everything at once: opsctl doctor'],
    details: { tool, found, needed },
  })
}

/** The credentials belong to another account than the environment's. */
export function wrongAccount(environment: string, wanted: string, found: string): OpsctlError {
  return new OpsctlError({
    code: 'WRONG_ACCOUNT',
    kind: 'input',
    message: `The credentials belong to account ${found}; environment ${environment} is account ${wanted}.`,
    now: nothingStarted,
    next: [
      'use the credentials of that account (AWS_PROFILE, or the role of the workflow)',
      `or correct environments.${environment}.account in opsctl.yaml`,
    ],
    details: { environment, wanted, found },
  })
}
