import { inconclusive, type Judgement } from '../../domain/gates/judgement.ts'
import type { Gate } from '../../ports/gate.ts'
import type { Probe } from '../../ports/probe.ts'

export interface HttpGateSettings {
  /** A URL, or a path on the load balancer. */
  readonly url: string
  readonly status: number
  /** For each try. */
  readonly timeoutMs: number
  readonly tries: number
}

/**
 * A gate that asks a URL, `tries` times in a row; each must answer with the status. A name that
 * cannot be resolved is inconclusive; a way that leads to a metadata address fails.
 * @param base the load balancer's URL; null when it is not known.
 */
export function httpGate(
  name: string,
  settings: HttpGateSettings,
  probe: Probe,
  base: () => Promise<string | null>,
): Gate {
  return {
    name,
    async judge(_window, signal) {
      return { ...(await tryAll(settings, probe, base, signal)), gate: name }
    },
  }
}

async function tryAll(
  { url, status, timeoutMs, tries }: HttpGateSettings,
  probe: Probe,
  base: () => Promise<string | null>,
  signal: AbortSignal,
): Promise<Judgement> {
  const front = url.startsWith('/') ? await base().catch(() => null) : ''
  if (front === null) return inconclusive("the load balancer's address is not known")
  for (let tried = 1; tried <= tries; tried += 1) {
    const answer = await probe.get(`${front.replace(/\/$/, '')}${url}`, timeoutMs, signal)
    if (signal.aborted) return inconclusive('interrupted', tried - 1)
    const at = `try ${tried} of ${tries}`
    if (answer.kind === 'unresolved') return inconclusive(`${at}: ${answer.reason}`, tried - 1)
    if (answer.kind !== 'answered') {
      return { outcome: 'fail', reason: `${at}: ${answer.reason}`, samples: tried }
    }
    if (answer.status !== status) {
      const reason = `${at}: HTTP ${answer.status}, expected ${status}`
      return { outcome: 'fail', reason, samples: tried }
    }
  }
  return { outcome: 'pass', reason: `HTTP ${status}, ${tries} of ${tries} tries`, samples: tries }
}
