import { readdir, readFile } from 'node:fs/promises'
import type { DurableRun } from '../ports/exec.ts'

const variable = 'OPSCTL_RUN'
const value = (run: DurableRun) => `${run.folder}/${run.name}`

/** For the environment of a child: it, all that it forks and all that these start carry it. */
export function markOf(run: DurableRun): Readonly<Record<string, string>> {
  return { [variable]: value(run) }
}

/** Whether a process lives that carries the mark of this run, whoever its parent is by now. */
export async function anyMarked(run: DurableRun): Promise<boolean> {
  const mark = `${variable}=${value(run)}`
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    // Of another user's process, and of one that ends just now, there is nothing to read.
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
    if (environment.split('\0').includes(mark)) return true
  }
  return false
}
