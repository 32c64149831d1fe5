import type { Patience } from '../ports/exec.ts'

/** A child that may be ended, watched from its start on. */
export interface Watched {
  /** Whether its time ran out. */
  late(): boolean
  /** It has ended: nothing is sent any more. */
  over(): void
}

/**
 * Gives a child so much time and no more: then it is asked to end, as when `signal` aborts, and what is
 * still there of its process group after the grace is killed. `pid` leads a group of its own.
 */
export function watch(pid: number, patience: Patience, signal: AbortSignal): Watched {
  let late = false
  let grace: NodeJS.Timeout | undefined
  const end = () => {
    send(-pid, 'SIGINT')
    grace ??= setTimeout(() => send(-pid, 'SIGKILL'), patience.graceMs)
  }
  const limit = setTimeout(() => {
    late = true
    end()
  }, patience.limitMs)
  signal.addEventListener('abort', end, { once: true })
  return {
    late: () => late,
    over: () => {
      clearTimeout(limit)
      clearTimeout(grace)
      signal.removeEventListener('abort', end)
    },
  }
}

/** To one process, or with a negative number to a group: that is never another's by now. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended in this very moment.
  }
}
