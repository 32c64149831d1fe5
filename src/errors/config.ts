import { OpsctlError } from './opsctl-error.ts'

const nothingStarted = 'Nothing was started and nothing was changed.'

export function configMissing(from: string): OpsctlError {
  return new OpsctlError({
    code: 'CONFIG_MISSING',
    kind: 'input',
    message: `No opsctl.yaml was found in ${from} or in a folder above it, up to the repository's root.`,
    now: nothingStarted,
    next: ['change into the project, or name it: -C FOLDER'],
    details: { from },
  })
}

export function configUnreadable(path: string, why: string, fix: string): OpsctlError {
  return new OpsctlError({
    code: 'CONFIG_UNREADABLE',
    kind: 'input',
    message: `${path}: ${why}`,
    now: nothingStarted,
    next: [fix],
    details: { path },
  })
}

/** One thing that is wrong in opsctl.yaml. */
export interface ConfigProblem {
  /** Path of the key, e.g. `environments.prod.account`. */
  readonly field: string
  readonly rule: string
  readonly fix: string
}

export function configInvalid(path: string, problems: readonly ConfigProblem[]): OpsctlError {
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  return new OpsctlError({
    code: 'CONFIG_INVALID',
    kind: 'input',
    message: `${path}: ${first?.field ?? ''}: ${first?.rule ?? 'invalid'}${more}`,
    now: nothingStarted,
    next: problems.map((problem) => `${problem.field}: ${problem.fix}`),
    details: { path, fields: problems.map((problem) => problem.field) },
  })
}
