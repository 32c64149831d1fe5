import { locked } from '../errors/index.ts'
import type { DaemonIdentity } from '../ports/daemons.ts'
import type { SandboxPorts } from './record.ts'

/**
 * Runs `work` as the only one that changes the machine's sandbox. The lock lies beside the state
 * folder, because `down` removes that; a lock whose holder is dead counts for nothing.
 * @throws OpsctlError LOCKED while another process is at it.
 */
export async function alone<T>(
  ports: SandboxPorts,
  state: string,
  work: () => Promise<T>,
): Promise<T> {
  const path = `${state}.lock`
  const own = JSON.stringify(await ports.daemons.self())
  await ports.files.makeFolder(state.slice(0, state.lastIndexOf('/')), 0o700)
  for (let tries = 0; !(await ports.files.create(path, own)); tries += 1) {
    const holder = await holderOf(ports, path)
    if (holder !== null || tries > 2) {
      const next = ['wait until it has ended, then try again']
      throw locked("This machine's sandbox", `process ${holder?.pid ?? '(unknown)'}`, next)
    }
    await ports.files.remove(path)
  }
  try {
    return await work()
  } finally {
    await ports.files.remove(path)
  }
}

async function holderOf(ports: SandboxPorts, path: string): Promise<DaemonIdentity | null> {
  const text = await ports.files.read(path)
  if (text === null || text === '') return null
  const noted = JSON.parse(text) as DaemonIdentity
  const now = await ports.daemons.find(noted.pid)
  return now?.started === noted.started ? now : null
}
