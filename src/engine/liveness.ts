import type { Clock } from '../ports/clock.ts'
import type { Processes } from '../ports/processes.ts'
import type { Attempt } from './journal-event.ts'
import { isStale, type LockHolder } from './lock-document.ts'
import type { Identity } from './operation.ts'

interface Observer {
  readonly processes: Processes
  readonly clock: Clock
  readonly who: Identity
}

/** Is the holder gone? Seen from its own machine the process tells, from elsewhere its heartbeat. */
export async function holderIsGone(holder: LockHolder, deps: Observer): Promise<boolean> {
  if (holder.hostToken !== deps.who.hostToken) return isStale(holder, deps.clock.now())
  return !(await processLives(holder, deps))
}

/** True when the process of that attempt still runs on this machine (and is not this one). */
export async function attemptLives(attempt: Attempt, deps: Observer): Promise<boolean> {
  if (attempt.hostToken !== deps.who.hostToken) return false
  if (attempt.pid === deps.who.pid && attempt.processStart === deps.who.processStart) return false
  return processLives(attempt, deps)
}

async function processLives(
  process: { readonly pid: number; readonly processStart: string },
  deps: Observer,
): Promise<boolean> {
  return (await deps.processes.startOf(process.pid)) === process.processStart
}
