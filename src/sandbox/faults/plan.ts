import type { RelayPlan, RelayRequest } from '../../ports/relay.ts'
import { awsCall, callKey } from './aws-call.ts'
import { chanceOf } from './chance.ts'
import { type ApiFault, concerns } from './fault.ts'
import { refusal } from './refusal.ts'

/** What a fault has seen and hit so far. */
interface Tally {
  seen: number
  hits: number
  /** Calls that were hit, for faults that hit each only once. */
  readonly keys: Set<string>
}

/** Decides what becomes of each request; it remembers only how often each fault was asked and hit. */
export class FaultPlanner {
  readonly #tallies = new Map<string, Tally>()

  /** How often a fault has hit. */
  hits(id: string): number {
    return this.#tallies.get(id)?.hits ?? 0
  }

  /**
   * Latencies add up; of the others the first that hits decides. A fault that is gone is forgotten.
   */
  plan(request: RelayRequest, faults: readonly ApiFault[]): RelayPlan {
    for (const id of this.#tallies.keys()) {
      if (!faults.some((fault) => fault.id === id)) this.#tallies.delete(id)
    }
    const call = awsCall(request)
    let delayMs = 0
    for (const fault of faults) {
      if (!concerns(fault, call) || !this.#hits(fault, request)) continue
      if (fault.kind === 'latency') delayMs += fault.milliseconds
      else if (fault.kind === 'lost-reply') return { kind: 'drop', delayMs }
      else return { kind: 'answer', delayMs, answer: refusal(call, fault.kind) }
    }
    return { kind: 'pass', delayMs }
  }

  #hits(fault: ApiFault, request: RelayRequest): boolean {
    const tally = this.#tallies.get(fault.id) ?? { seen: 0, hits: 0, keys: new Set() }
    this.#tallies.set(fault.id, tally)
    const count = tally.seen
    tally.seen += 1
    if (count < fault.after) return false
    if (fault.times !== null && tally.hits >= fault.times) return false
    if (fault.rate < 1 && chanceOf(fault.seed, count) >= fault.rate) return false
    if (fault.once) {
      const key = callKey(request)
      if (tally.keys.has(key)) return false
      tally.keys.add(key)
    }
    tally.hits += 1
    return true
  }
}
