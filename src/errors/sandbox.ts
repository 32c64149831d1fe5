import { OpsctlError } from './opsctl-error.ts'

/** One sandbox per machine: network, addresses and state are the machine's. */
export function sandboxElsewhere(checkout: string, here: string): OpsctlError {
  return new OpsctlError({
    code: 'SANDBOX_ELSEWHERE',
    kind: 'input',
    message: `This machine's sandbox belongs to ${checkout}, not to ${here}.`,
    now: 'Nothing was started and nothing was changed.',
    next: [`take it down with its own opsctl: cd ${checkout} && node bin/run.js sandbox down`],
    details: { checkout },
  })
}

/** The checkout that the machine's sandbox belongs to was removed, so it cannot be taken down there. */
export function sandboxOrphaned(checkout: string): OpsctlError {
  return new OpsctlError({
    code: 'SANDBOX_ORPHANED',
    kind: 'input',
    message: `This machine's sandbox belongs to ${checkout}, which is no longer there.`,
    now: 'Nothing was started and nothing was changed.',
    next: ['take it away from here: opsctl sandbox down'],
    details: { checkout },
  })
}

/** A command needs the sandbox and it is not there. */
export function sandboxNotUp(): OpsctlError {
  return new OpsctlError({
    code: 'SANDBOX_NOT_UP',
    kind: 'input',
    message: 'The sandbox is not up.',
    now: 'Nothing was started and nothing was changed.',
    next: ['start it: opsctl sandbox up'],
  })
}

/** The machine lacks something that the sandbox is made with. */
export function sandboxNeeds(what: string, fix: string): OpsctlError {
  return new OpsctlError({
    code: 'SANDBOX_NEEDS',
    kind: 'input',
    message: `The sandbox needs ${what}.`,
    now: 'Nothing was started.',
    next: [fix, 'check everything at once: opsctl doctor'],
    details: { needs: what },
  })
}

/** A part of the sandbox did not come up; `words` are the last of its own. */
export function sandboxPartFailed(part: string, words: string): OpsctlError {
  return new OpsctlError({
    code: 'SANDBOX_PART_FAILED',
    kind: 'failed',
    message: `The sandbox's ${part} did not start: ${words.trim() || 'it said nothing'}`,
    now: 'The other parts may be running.',
    next: [
      `read on: opsctl sandbox logs ${part}`,
      'begin anew with an empty state: opsctl sandbox reset',
    ],
    details: { part },
  })
}

/** Something of the sandbox could not be removed. */
export function sandboxLeft(what: string, words: string): OpsctlError {
  return new OpsctlError({
    code: 'SANDBOX_LEFT',
    kind: 'failed',
    message: `The sandbox's ${what} could not be removed: ${words.trim()}`,
    now: 'What came before it has been removed.',
    next: ['try again: opsctl sandbox down'],
    details: { what },
  })
}

/** `logs` was asked for something that the sandbox does not have. */
export function sandboxPartUnknown(part: string, known: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'SANDBOX_PART_UNKNOWN',
    kind: 'input',
    message: `The sandbox has no part ${JSON.stringify(part)}.`,
    now: 'Nothing was changed.',
    next: [`choose one of: ${known.join(', ')}`],
    details: { known },
  })
}
