import type { Relay } from '../../ports/relay.ts'
import { readRecord, type SandboxPorts } from '../record.ts'
import { isApiFault } from './fault.ts'
import { FaultPlanner } from './plan.ts'
import { readFaults } from './store.ts'

/** Where the relay tells how often each fault has hit. */
export const hitsPath = '/_opsctl/faults'

/**
 * Stands between opsctl and the emulator until the signal aborts, and does what the faults say that
 * are set at that moment. Questions of the sandbox's own (`/_opsctl/…`) are never harmed.
 * @throws Error when the state folder holds no sandbox with a relay.
 */
export async function runRelay(
  ports: Pick<SandboxPorts, 'files'>,
  relay: Relay,
  state: string,
  signal: AbortSignal,
): Promise<void> {
  const record = await readRecord(ports.files, state)
  const own = record?.ports.relay
  if (record === null || own === undefined) throw new Error(`${state} holds no relay`)
  const planner = new FaultPlanner()
  const target = { host: '127.0.0.1', port: record.ports.emulator }
  await relay.serve(
    own,
    target,
    async (request) => {
      const faults = (await readFaults(ports.files, state)).filter(isApiFault)
      if (request.url === hitsPath) {
        const hits = Object.fromEntries(faults.map(({ id }) => [id, planner.hits(id)]))
        const headers = { 'content-type': 'application/json' }
        const answer = { status: 200, headers, body: JSON.stringify(hits) }
        return { kind: 'answer', delayMs: 0, answer }
      }
      if (request.url.startsWith('/_opsctl/')) return { kind: 'pass', delayMs: 0 }
      return planner.plan(request, faults)
    },
    signal,
  )
}
