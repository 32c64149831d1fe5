import type { Running } from '../../engine/step.ts'
import { interrupted } from '../../errors/index.ts'
import type { Clock } from '../../ports/clock.ts'

export interface Patience {
  readonly seconds: number
  readonly everyMs: number
}

/**
 * Asks again until there is an answer; null when the time is over.
 * @throws OpsctlError INTERRUPTED between two questions
 */
export async function until<T>(
  clock: Clock,
  at: Pick<Running, 'signal'>,
  patience: Patience,
  ask: () => Promise<T | null>,
): Promise<T | null> {
  const end = clock.now().getTime() + patience.seconds * 1000
  for (;;) {
    if (at.signal.aborted) throw interrupted('The wait was left; AWS goes on.', [])
    const answer = await ask()
    if (answer !== null) return answer
    if (clock.now().getTime() >= end) return null
    await clock.sleep(patience.everyMs, at.signal)
  }
}

/** Seconds since `began` (milliseconds since 1970), to a tenth. */
export function secondsSince(clock: Clock, began: number): number {
  return Math.round((clock.now().getTime() - began) / 100) / 10
}
