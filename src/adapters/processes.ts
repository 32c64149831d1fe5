import { readFile, readlink } from 'node:fs/promises'
import type { Processes } from '../ports/processes.ts'
import { isErrno } from './files-errno.ts'

/** Linux: `/proc`. Fields by proc(5); the name in field 2 may hold blanks and brackets. */
export const linuxProcesses: Processes = {
  async startOf(pid) {
    try {
      const stat = await readFile(`/proc/${pid}/stat`, 'latin1')
      const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      // Field 22 is the start in clock ticks since boot; state is field 3.
      return state === 'Z' || state === 'X' ? null : (rest[18] ?? null)
    } catch (error) {
      if (isErrno(error, 'ENOENT') || isErrno(error, 'ESRCH')) return null
      throw error
    }
  },
}

/** Names this boot and pid namespace: pids of two processes with one token can be compared. */
export async function hostToken(): Promise<string> {
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
  return `${boot} ${await readlink('/proc/self/ns/pid')}`
}
