import type { JsonObject } from '../json.ts'

/** Where a configuration run is sent. */
export interface Reach {
  /** Hosts and groups to which it is limited; none: every host. */
  readonly only: readonly string[]
  /** Hosts that it leaves alone although they are among the others. */
  readonly spared: readonly string[]
}

/** The same as a run's journaled facts tell it. */
export function reachOf(facts: JsonObject): Reach {
  const names = (field: string) => (facts[field] as readonly string[] | undefined) ?? []
  return { only: names('only'), spared: names('spared') }
}

/** Whether a `config apply` came as far as its hosts, by its steps in the ledger. */
export function cameToHosts({
  steps,
}: {
  readonly steps: readonly { readonly id: string; readonly outcome: string }[]
}): boolean {
  return steps.some(({ id, outcome }) => id === 'converge' && outcome !== 'pending')
}
