import { OpsctlError } from '../../../errors/index.ts'
import type { Clock } from '../../../ports/clock.ts'

/** A limit that lifts within this time is waited for. */
const longestWaitSeconds = 60
const tries = 4

interface Doing<T> {
  /** What is there already; null: nothing. */
  look(): Promise<T | null>
  act(): Promise<T>
}

/**
 * Does something once on a server whose answers may be lost: looks before each try whether an
 * earlier one happened after all. Waits 1, 2 and 4 s between tries, or as long as a limit says.
 * @throws whatever the last try threw, or at once what trying again cannot mend
 */
export async function once<T>(
  { look, act }: Doing<T>,
  clock: Clock,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await look()) ?? (await act())
    } catch (error) {
      const wait = secondsToWait(error, attempt)
      if (wait === null || attempt === tries || signal.aborted) throw error
      await clock.sleep(wait * 1000, signal)
    }
  }
}

function secondsToWait(error: unknown, attempt: number): number | null {
  if (!(error instanceof OpsctlError)) return null
  // 422 says among other things that it exists already: then another look finds it.
  const exists = error.code === 'GITHUB_REFUSED' && error.details['status'] === 422
  if (exists || error.code === 'GITHUB_UNAVAILABLE') return 2 ** (attempt - 1)
  if (error.code !== 'GITHUB_LIMITED') return null
  const seconds = Number(error.details['seconds'])
  return seconds <= longestWaitSeconds ? seconds : null
}
