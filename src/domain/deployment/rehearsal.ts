import { type Colour, colours, otherColour } from '../traffic/colour.ts'
import { sameShares, servingColour, type Weights, weightsText } from '../traffic/weights.ts'

/** What goes wrong in a rehearsal, one deployment each, in this order. */
export const rehearsedFaults = ['unhealthy', 'throttle', 'lost-reply', 'interrupt'] as const
export type RehearsedFault = (typeof rehearsedFaults)[number]

/** A fault as the sandbox is asked for it; an interrupt is none of the sandbox's. */
export type Disturbance =
  | { readonly kind: 'unhealthy'; readonly colour: Colour }
  | { readonly kind: 'throttle'; readonly rate: number }
  | { readonly kind: 'lost-reply' }

/** What a rehearsal must leave as it was. */
export interface Sight {
  readonly weights: Weights
  readonly desired: Readonly<Record<Colour, number>>
  /** Hosts of each colour, sorted. */
  readonly hosts: Readonly<Record<Colour, readonly string[]>>
}

/** One deployment of a rehearsal, and how it was taken back. */
export interface RehearsedDeployment {
  readonly fault: RehearsedFault
  /** Id of the step at whose beginning the fault was set. */
  readonly setAt: string
  /** The deployment's error: its exit code and code; 0 and `DONE` when it went through. */
  readonly exitCode: number
  readonly code: string
  /** First line of what it said. */
  readonly message: string
  /** `itself`: in the same process. `abort`: by the same steps as `opsctl abort`. */
  readonly takenBackBy: 'itself' | 'abort'
  readonly weights: { readonly before: Weights; readonly during: Weights; readonly after: Weights }
  /** Calls that the fault hit; null for a fault that hits none. */
  readonly hits: number | null
  /** From the step that stopped to the weights of before; null when they did not come back. */
  readonly backSeconds: number | null
  readonly seconds: number
  readonly steps: readonly RehearsedStep[]
  /** Why it shows nothing (the fault did not meet it, or did not end it), a line each. */
  readonly wrong: readonly string[]
  /** What is not as it was found, a line each. */
  readonly left: readonly string[]
}

export interface RehearsedStep {
  readonly id: string
  readonly title: string
  readonly outcome: string
  /** Seconds since the deployment began. */
  readonly at: number
  readonly seconds: number
}

/** A rehearsal from its first fault to its last, or to the one after which it stopped. */
export interface Rehearsal {
  readonly environment: string
  readonly version: string
  readonly image: string
  readonly strategy: string
  /** ISO 8601. */
  readonly began: string
  readonly seconds: number
  readonly deployments: readonly RehearsedDeployment[]
  /** Faults that were not tried, since the one before was not put back. */
  readonly untried: readonly RehearsedFault[]
}

/**
 * In what the world is not as it was before the deployment, a line each. The idle colour's hosts go
 * with any deployment that is taken back; those that serve must be the very same.
 */
export function differencesIn(before: Sight, after: Sight): readonly string[] {
  const serving = servingColour(before.weights)
  const lines: string[] = []
  if (!sameShares(before.weights, after.weights)) {
    lines.push(`weights are ${weightsText(after.weights)}, not ${weightsText(before.weights)}`)
  }
  for (const colour of colours) {
    const wanted = colour === serving ? before.desired[colour] : 0
    if (after.desired[colour] !== wanted) {
      lines.push(`${colour} has ${after.desired[colour]} hosts, not ${wanted}`)
    }
  }
  if (serving !== null && before.hosts[serving].join() !== after.hosts[serving].join()) {
    lines.push(`${serving} has other hosts than before`)
  }
  return lines
}

/** The colour that a deployment would go to; green where both or none serve. */
export function candidateOf({ weights }: Pick<Sight, 'weights'>): Colour {
  return otherColour(servingColour(weights) ?? 'blue')
}

/** Every fault was tried, met the deployment, and was taken back. */
export function isShown({ deployments, untried }: Rehearsal): boolean {
  const good = deployments.every(({ wrong, left }) => wrong.length === 0 && left.length === 0)
  return good && untried.length === 0
}

/** Nothing of it is left. */
export function isAsFound({ deployments }: Rehearsal): boolean {
  return deployments.every(({ left }) => left.length === 0)
}
