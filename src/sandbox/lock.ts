import { locked } from '../errors/index.ts'
import type { DaemonIdentity } from '../ports/daemons.ts'
import type { SandboxPorts } from './record.ts'

/**
 * Runs `work` as the only one that changes the machine's sandbox. The lock lies beside the state
 * folder, because `down` removes that; a lock whose holder is dead counts for nothing.
 * @throws OpsctlError LOCKED when another process is still at it after `patienceMs`.
 */
export async function alone<T>(
  ports: SandboxPorts,
  state: string,
  work: () => Promise<T>,
  patienceMs = 5000,
): Promise<T> {
  const path = `${state}.lock`
  const own = JSON.stringify(await ports.daemons.self())
  await ports.files.makeFolder(state.slice(0, state.lastIndexOf('/')), 0o700)
  const end = ports.clock.now().getTime() + patienceMs
  while (!(await ports.files.create(path, own))) {
    const text = await ports.files.read(path)
    if (text === null) continue
    const late = ports.clock.now().getTime() >= end
    // Empty: its maker has not written yet, or died before it could.
    const holder = text === '' ? null : await living(ports, text)
    if (holder === null && (text !== '' || late)) await ports.files.remove(path)
    else if (!late) await ports.clock.sleep(100)
    else {
      const next = ['wait until it has ended, then try again']
      throw locked("This machine's sandbox", `process ${holder?.pid}`, next)
    }
  }
  try {
    return await work()
  } finally {
    await ports.files.remove(path)
  }
}

async function living(ports: SandboxPorts, text: string): Promise<DaemonIdentity | null> {
  const noted = JSON.parse(text) as DaemonIdentity
  const now = await ports.daemons.find(noted.pid)
  return now?.started === noted.started ? now : null
}
