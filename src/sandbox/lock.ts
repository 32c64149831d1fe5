import { locked } from '../errors/index.ts'
import type { DaemonIdentity } from '../ports/daemons.ts'
import type { SandboxPorts } from './record.ts'

/** What the lock holds while nobody does. */
const free = ''

/**
 * Runs `work` as the only one that changes the machine's sandbox. The lock is a document beside the
 * state folder, because `down` removes that; a lock whose holder is dead counts for nothing. Each taking
 * over replaces exactly the version that was read, so two who find the same dead holder cannot both win.
 * @throws OpsctlError LOCKED when another process is still at it after `patienceMs`.
 */
export async function alone<T>(
  ports: SandboxPorts,
  state: string,
  work: () => Promise<T>,
  patienceMs = 5000,
): Promise<T> {
  const slash = state.lastIndexOf('/')
  const documents = ports.documents(state.slice(0, slash))
  const key = `${state.slice(slash + 1)}.lock`
  const own = JSON.stringify(await ports.daemons.self())
  const end = ports.clock.now().getTime() + patienceMs
  for (;;) {
    const found = await documents.read(key)
    const holder = found === null ? null : await living(ports, found.body)
    if (holder === null) {
      const won =
        found === null
          ? await documents.create(key, own)
          : await documents.replace(key, own, found.tag)
      if (won) break
    } else if (ports.clock.now().getTime() < end) await ports.clock.sleep(100)
    else {
      const next = ['wait until it has ended, then try again']
      throw locked("This machine's sandbox", `process ${holder.pid}`, next)
    }
  }
  try {
    return await work()
  } finally {
    const held = await documents.read(key)
    if (held?.body === own) await documents.replace(key, free, held.tag)
  }
}

async function living(ports: SandboxPorts, text: string): Promise<DaemonIdentity | null> {
  if (text === free) return null
  const noted = JSON.parse(text) as DaemonIdentity
  const now = await ports.daemons.find(noted.pid)
  return now?.started === noted.started ? now : null
}
