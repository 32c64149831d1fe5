import { type Release, readRelease } from '../../domain/deployment/release.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Colour } from '../../domain/traffic/colour.ts'
import type { Weights } from '../../domain/traffic/weights.ts'
import type { Running } from '../../engine/step.ts'

/** What the first step found, and what the later ones go by; journaled, so `resume` knows it too. */
export interface DeployFacts {
  /** The colour that is to take over. */
  readonly candidate: Colour
  /** The wanted release serves already. */
  readonly nothing: boolean
  /** The candidate's hosts are up and run the wanted release: only the traffic has to move. */
  readonly ready: boolean
  /** What served when it began; null when nothing ran. */
  readonly before: Release | null
  /** The weights when it began. */
  readonly weights: Weights
  /** The candidate's hosts when it began. They ran something else and are replaced. */
  readonly leftOver: readonly string[]
  /** How many hosts the candidate gets. */
  readonly size: number
  /** Migrations that the image brings. */
  readonly pending: readonly string[]
  /** The candidate's hosts, as soon as they are known. */
  readonly hosts: readonly string[]
}

/** The facts of a running step. */
export function factsOf({ facts }: Pick<Running, 'facts'>): DeployFacts {
  const found = facts as JsonObject & Partial<DeployFacts>
  return {
    candidate: found.candidate ?? 'green',
    nothing: found.nothing === true,
    ready: found.ready === true,
    before: readRelease(facts['before']),
    weights: found.weights ?? { blue: 0, green: 0 },
    leftOver: found.leftOver ?? [],
    size: found.size ?? 0,
    pending: found.pending ?? [],
    hosts: found.hosts ?? [],
  }
}
