import { foreignWords } from './foreign-words.ts'
import { OpsctlError } from './opsctl-error.ts'

/** What to type about an operation that was left in the middle. */
export function waysOn(id: string, aborting = false): readonly string[] {
  return aborting
    ? [`finish putting it back: opsctl abort ${id}`]
    : [`go on where it stopped: opsctl resume ${id}`, `put everything back: opsctl abort ${id}`]
}

export function journalDamaged(path: string, line: number, why: string): OpsctlError {
  return new OpsctlError({
    code: 'JOURNAL_DAMAGED',
    kind: 'stuck',
    message: `${path}, line ${line}: ${why}`,
    now: 'Nothing was changed. What the operation has done so far cannot be told from this file.',
    next: [
      'restore the file from a copy of the project folder',
      'or look at the world (opsctl infra plan) and move the operation’s folder away',
    ],
    details: { path, line },
  })
}

/** Somebody else wrote to a journal that this process has open. */
export function journalMoved(path: string): OpsctlError {
  return new OpsctlError({
    code: 'JOURNAL_MOVED',
    kind: 'failed',
    message: `${path} was written by another process meanwhile.`,
    now: 'This process stopped; the other one goes on.',
    next: ['see who is at work: opsctl lock status'],
    details: { path },
  })
}

export function unfinishedOperation(
  environment: string,
  id: string,
  kind: string,
  host: string,
): OpsctlError {
  return new OpsctlError({
    code: 'UNFINISHED_OPERATION',
    kind: 'locked',
    message: `${environment} has an unfinished operation: ${kind} (${id}, begun on ${host}).`,
    now: 'Nothing was changed.',
    next: [...waysOn(id), `if ${host} is gone for good: opsctl lock release -e ${environment}`],
    details: { environment, operation: id, host },
  })
}

export function severalUnfinished(list: readonly string[], verb: string): OpsctlError {
  return new OpsctlError({
    code: 'SEVERAL_UNFINISHED',
    kind: 'input',
    message: `There are ${list.length} unfinished operations.`,
    now: 'Nothing was changed.',
    next: list.map((id) => `opsctl ${verb} ${id}`),
    details: { operations: list },
  })
}

export function unknownOperation(text: string, matches: readonly string[]): OpsctlError {
  const several = matches.length > 1
  return new OpsctlError({
    code: several ? 'AMBIGUOUS_OPERATION' : 'UNKNOWN_OPERATION',
    kind: 'input',
    message: several
      ? `${JSON.stringify(text)} fits ${matches.length} operations.`
      : `There is no operation ${JSON.stringify(text)}.`,
    now: 'Nothing was changed.',
    next: several ? matches.slice(0, 10) : ['list them: opsctl history'],
    details: { field: 'ID' },
  })
}

/** The journal names other steps, or a kind that this version does not know. */
export function operationNotRebuilt(id: string, why: string, version: string): OpsctlError {
  return new OpsctlError({
    code: 'OPERATION_NOT_REBUILT',
    kind: 'failed',
    message: `Operation ${id} cannot be taken up: ${why}.`,
    now: 'Nothing was changed.',
    next: [`use the version that began it: npx opsctl@${version} resume ${id}`],
    details: { operation: id },
  })
}

/** An abort has begun; going forward again would build on what was taken away. */
export function abortBegun(id: string): OpsctlError {
  return new OpsctlError({
    code: 'ABORT_BEGUN',
    kind: 'failed',
    message: `Operation ${id} is being put back; it cannot be resumed any more.`,
    now: 'Nothing was changed.',
    next: waysOn(id, true),
    details: { operation: id },
  })
}

export function stepFailed(step: string, cause: unknown): OpsctlError {
  const words = foreignWords(cause)
  return new OpsctlError({
    code: 'STEP_FAILED',
    kind: 'failed',
    message: `Step ${step} failed: ${words}`,
    ...(isDiskFull(cause) ? { next: [makeRoom] } : {}),
    details: { step },
    cause,
  })
}

/** What to type on a full disk. */
export const makeRoom = 'make room on the disk: df -h'

/** ENOSPC, or a quota that is used up. */
export function isDiskFull(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  return code === 'ENOSPC' || code === 'EDQUOT'
}

/** Nothing could be noted any more, so nothing was begun. */
export function diskFull(cause: unknown): OpsctlError {
  const words = foreignWords(cause)
  return new OpsctlError({
    code: 'DISK_FULL',
    kind: 'failed',
    message: `There is no room left on the disk: ${words}`,
    now: 'What could not be noted was not begun; unfinished work is in its journal.',
    next: [makeRoom, 'then: opsctl resume; it says so when nothing is left to do'],
    cause,
  })
}

/** Between the steps only the lock, the ledger and the journal are used. */
export function recordsUnreachable(cause: unknown): OpsctlError {
  const words = foreignWords(cause)
  return new OpsctlError({
    code: 'RECORDS_UNREACHABLE',
    kind: 'failed',
    message: `The environment's lock and ledger could not be read or written: ${words}`,
    next: [
      isDiskFull(cause) ? makeRoom : 'check the way to the state bucket: opsctl doctor -e ENV',
    ],
    cause,
  })
}

export function undoFailed(id: string, step: string, cause: unknown): OpsctlError {
  const words = foreignWords(cause)
  return new OpsctlError({
    code: 'UNDO_FAILED',
    kind: 'stuck',
    message: `Putting back step ${step} failed: ${words}`,
    now: 'The steps after it were put back; this one and those before it were not.',
    next: [
      ...(cause instanceof OpsctlError ? cause.next : []),
      `repair the cause, then: opsctl abort ${id}`,
    ],
    details: { operation: id, step },
    cause,
  })
}

/** The lock went to somebody else while this process ran. */
export function lockLost(environment: string, why: string): OpsctlError {
  return new OpsctlError({
    code: 'LOCK_LOST',
    kind: 'failed',
    message: `The lock of ${environment} was lost: ${why}.`,
    now: 'This process stopped before its next step.',
    next: [`see who has it: opsctl lock status -e ${environment}`],
    details: { environment },
  })
}

/** What an operation goes by is not so any more, and only a person can say what is wanted now. */
export function environmentMoved(
  environment: string,
  what: string,
  next: readonly string[],
): OpsctlError {
  return new OpsctlError({
    code: 'ENVIRONMENT_MOVED',
    kind: 'failed',
    message: `${environment} was changed by another operation meanwhile: ${what}.`,
    next,
    details: { environment },
  })
}

/** A later holder of the lock has written already. */
export function fenced(key: string, ours: number, stored: number): OpsctlError {
  return new OpsctlError({
    code: 'FENCED',
    kind: 'failed',
    message: `${key} was written by a later holder of the lock (number ${stored}, ours is ${ours}).`,
    now: 'The record was left as it is.',
    next: ['see the record: opsctl history'],
    details: { key, ours, stored },
  })
}

export function documentDamaged(key: string, why: string): OpsctlError {
  return new OpsctlError({
    code: 'DOCUMENT_DAMAGED',
    kind: 'stuck',
    message: `${key} cannot be read: ${why}.`,
    now: 'Nothing was changed.',
    next: ['look at the document in the state bucket (it is versioned) or in .opsctl/documents'],
    details: { key },
  })
}

/** `lock release` of a lock whose holder is alive. */
export function lockAlive(environment: string, holder: string): OpsctlError {
  return new OpsctlError({
    code: 'LOCK_ALIVE',
    kind: 'locked',
    message: `The lock of ${environment} is in use by ${holder}.`,
    now: 'Nothing was changed.',
    next: ['wait for it, or interrupt it there', 'take it away all the same: add --force'],
    details: { environment },
  })
}

/** A child left without a word: its supervisor was killed too. */
export function childLost(name: string, folder: string): OpsctlError {
  return new OpsctlError({
    code: 'CHILD_LOST',
    kind: 'failed',
    message: `How ${name} ended is unknown: it and its supervisor were killed.`,
    now: 'What it wrote until then is kept.',
    next: [`read ${folder}/${name}.out and ${folder}/${name}.err`],
    details: { folder, name },
  })
}

export function childStillRunning(name: string, pid: number): OpsctlError {
  return new OpsctlError({
    code: 'CHILD_RUNNING',
    kind: 'locked',
    message: `${name} of a former run is still at work (pid ${pid}).`,
    now: 'Nothing was started.',
    next: ['wait for it: opsctl resume'],
    details: { pid },
  })
}
