import { readFile } from 'node:fs/promises'
import type { DurableRun } from '../ports/exec.ts'
import type { Processes } from '../ports/processes.ts'
import { isErrno } from './files-errno.ts'

export interface ProcessName {
  readonly pid: number
  readonly start: string | null
}

/** `<name>.pid`: written by opsctl before the start, then by the supervisor, then with the child. */
export interface PidRecord {
  readonly startedAt: string
  readonly supervisor: ProcessName | null
  readonly child: ProcessName | null
}

/** `<name>.exit`: written once, by the supervisor. */
export interface ExitRecord {
  readonly exitCode: number | null
  readonly signal: string | null
  readonly startError: string | null
}

export const pathOf = (run: DurableRun, suffix: 'out' | 'err' | 'pid' | 'exit') =>
  `${run.folder}/${run.name}.${suffix}`

/**
 * Null when there is none. A torn one is the claim of an opsctl that died or found no room while it wrote
 * it, before anything was started: all that the supervisor writes is moved to its place whole.
 */
export async function readRecord<T>(run: DurableRun, suffix: 'pid' | 'exit'): Promise<T | null> {
  try {
    return JSON.parse(await readFile(pathOf(run, suffix), 'utf8')) as T
  } catch (error) {
    if (isErrno(error, 'ENOENT') || error instanceof SyntaxError) return null
    throw error
  }
}

/** Does that very process (not another with its pid) live? */
export async function lives(name: ProcessName | null, processes: Processes): Promise<boolean> {
  return name !== null && name.start !== null && (await processes.startOf(name.pid)) === name.start
}
