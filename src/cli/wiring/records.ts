import { interrupted, OpsctlError, recordsUnreachable } from '../../errors/index.ts'
import type { Documents } from '../../ports/documents.ts'
import { documentsOf, type EnvironmentPlace } from './environment-place.ts'

/**
 * Lock and ledger for those who only look, and for what is read before an operation begins: an interrupt
 * ends the waiting at once, since nothing can be left half done. The engine must not use them: its last
 * words are said after the interrupt.
 * @returns documents that throw RECORDS_UNREACHABLE, and INTERRUPTED (exit 130) while they read
 */
export function recordsOf(place: EnvironmentPlace): Documents {
  const { read, list, create, replace } = documentsOf(place)
  const { signal } = place.workplace.call
  return {
    read: (key) => unlessInterrupted(told(read(key)), signal),
    list: (prefix) => unlessInterrupted(told(list(prefix)), signal),
    create: (key, body) => told(create(key, body)),
    replace: (key, body, tag) => told(replace(key, body, tag)),
  }
}

/** Names of errors that are told in words of their own (foreign-errors.ts). */
const ownWords: ReadonlySet<string> = new Set(['NoSuchBucket', 'CredentialsProviderError'])

async function told<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    const known =
      error instanceof OpsctlError || (error instanceof Error && ownWords.has(error.name))
    throw known ? error : recordsUnreachable(error).saying({ now: 'Nothing was changed.' })
  }
}

function unlessInterrupted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(interrupted('Nothing was changed.', []))
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
