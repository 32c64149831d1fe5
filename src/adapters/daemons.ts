import { spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { toolMissing } from '../errors/index.ts'
import type { DaemonIdentity, DaemonProgram, Daemons } from '../ports/daemons.ts'

/** Daemons on Linux, told apart by their start time in /proc. */
export const daemons: Daemons = {
  async start(program) {
    const log = await open(program.log, 'a', 0o600)
    try {
      return await launch(program, log.fd)
    } finally {
      await log.close()
    }
  },

  async self() {
    return (await find(process.pid)) ?? { pid: process.pid, started: '' }
  },

  find,

  async signal(process_, signal) {
    const now = await find(process_.pid)
    if (now === null || now.started !== process_.started) return false
    try {
      process.kill(process_.pid, signal)
      return true
    } catch {
      return false
    }
  },
}

function launch(program: DaemonProgram, log: number): Promise<DaemonIdentity> {
  return new Promise((resolve, reject) => {
    const child = spawn(program.file, program.args, {
      cwd: program.cwd,
      env: program.env,
      detached: true,
      stdio: ['ignore', log, log],
    })
    child.once('error', () =>
      reject(
        toolMissing(program.file, 'the sandbox', 'make the sandbox anew: opsctl sandbox reset'),
      ),
    )
    child.once('spawn', async () => {
      child.unref()
      const pid = child.pid ?? 0
      resolve((await find(pid)) ?? { pid, started: 'gone' })
    })
  })
}

async function find(pid: number): Promise<DaemonIdentity | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The second field is the name in brackets and may hold blanks: fields count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Field 3 is the state, field 22 the start (proc(5)). A zombie runs no more.
    return fields[0] === 'Z' ? null : { pid, started: fields[19] ?? '' }
  } catch {
    return null
  }
}
