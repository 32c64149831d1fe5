import { readdir, readFile } from 'node:fs/promises'
import type { DurableRun } from '../ports/exec.ts'

const variable = 'OPSCTL_RUN'
const value = (run: DurableRun) => `${run.folder}/${run.name}`

/** For the environment of a child: it, all that it forks and all that these start carry it. */
export function markOf(run: DurableRun): Readonly<Record<string, string>> {
  return { [variable]: value(run) }
}

/** Whether a process lives that carries the mark of this run, whoever its parent is by now. */
export function anyMarked(run: DurableRun): Promise<boolean> {
  return anyWith('environ', [`${variable}=${value(run)}`])
}

/** Whether a process lives that was started with these words in a row, whoever started it. */
export function anyStartedWith(words: readonly string[]): Promise<boolean> {
  return anyWith('cmdline', words)
}

async function anyWith(file: 'environ' | 'cmdline', words: readonly string[]): Promise<boolean> {
  const text = `\0${words.join('\0')}\0`
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    // Of another user's process, and of one that ends just now, there is nothing to read.
    const found = await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
    if (`\0${found}\0`.includes(text)) return true
  }
  return false
}
