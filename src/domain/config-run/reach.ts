import type { JsonObject } from '../json.ts'

/** Where a configuration run is sent. */
export interface Reach {
  /** Hosts and groups to which it is limited; none: every host. */
  readonly only: readonly string[]
  /** Hosts that it leaves alone although they are among the others. */
  readonly spared: readonly string[]
}

/** The same as a run's journaled input tells it. */
export function reachOf(input: JsonObject): Reach {
  const names = (field: string) => (input[field] as readonly string[] | undefined) ?? []
  return { only: names('only'), spared: names('spared') }
}
