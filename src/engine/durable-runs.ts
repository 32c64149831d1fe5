import { OpsctlError } from '../errors/index.ts'
import type { DurableRun, Exec, Finished, LeftBehind, RunOptions } from '../ports/exec.ts'
import type { Running } from './step.ts'

/** One start of a durable child by this operation, and what became of it. */
export interface StartedRun {
  readonly run: DurableRun
  readonly left: LeftBehind
}

/** How the nth start of a child is named in the operation's folder, counted from 1. */
export function durableRun(folder: string, name: string, n: number): DurableRun {
  return { folder, name: `${name}-${n}` }
}

/** The durable children `<name>-1`, `<name>-2`, … that this operation started so far, in order. */
export async function startedRuns(
  exec: Pick<Exec, 'leftBehind'>,
  folder: string,
  name: string,
): Promise<readonly StartedRun[]> {
  const runs: StartedRun[] = []
  for (let n = 1; ; n++) {
    const run = durableRun(folder, name, n)
    const left = await exec.leftBehind(run)
    if (left === null) return runs
    runs.push({ run, left })
  }
}

/**
 * Waits for the last of them when it still runs: it writes to files, so the death of the opsctl that
 * started it did not stop it.
 * @returns how it ended; null when none runs, or when it was killed meanwhile
 */
export async function awaitLeftBehind(
  exec: Pick<Exec, 'leftBehind' | 'attach'>,
  at: Pick<Running, 'folder' | 'news'>,
  name: string,
  options?: RunOptions,
): Promise<Finished | null> {
  const last = (await startedRuns(exec, at.folder, name)).at(-1)
  if (last?.left.running !== true) return null
  at.news(`waiting for the ${name} that an earlier process started`)
  try {
    return await exec.attach(last.run, options)
  } catch (error) {
    // Killed, but nobody works for it any more either: the step looks at what it left.
    if (error instanceof OpsctlError && error.code === 'CHILD_LOST') return null
    throw error
  }
}
