import { type Colour, otherColour } from '../traffic/colour.ts'
import { percentOf, type Weights, weightsText } from '../traffic/weights.ts'
import { digestOf, type Release, releaseText } from './release.ts'

/** What is true in front of users, as load balancer, groups and hosts say. */
export interface Live {
  readonly weights: Weights
  readonly desired: Readonly<Record<Colour, number>>
  /** Hosts of each colour. */
  readonly hosts: Readonly<Record<Colour, readonly string[]>>
  /** Digest by host, as the hosts say; empty when nothing runs there. */
  readonly running: ReadonlyMap<string, string>
}

/** One way in which the live service is not as the last deployment left it. */
export interface LiveFinding {
  readonly what: string
  /** The operation that is moving it right now; null when opsctl knows of none: somebody else did. */
  readonly by: string | null
}

/**
 * Compares what serves with what the last good deployment made. What a deployment under way has moved
 * is told as its own.
 * @param standby hosts of the release before, which may have been kept for a rollback
 */
export function liveDrift(
  live: Live,
  release: Release | null,
  under: string | null,
  standby: readonly string[] = [],
): readonly LiveFinding[] {
  if (release === null) return []
  const { colour, capacity, image } = release
  const other = otherColour(colour)
  const finding = (what: string): LiveFinding => ({ what, by: under })
  const found: LiveFinding[] = []
  if (percentOf(live.weights, colour) !== 100) {
    found.push(finding(`traffic is ${weightsText(live.weights)}; the release is on ${colour}`))
  }
  if (live.desired[colour] !== capacity.desired) {
    found.push(finding(`${colour} has ${live.desired[colour]} hosts, not ${capacity.desired}`))
  }
  const kept = live.hosts[other].length > 0 && live.hosts[other].every((id) => standby.includes(id))
  if (live.desired[other] > 0 && !kept) {
    found.push(finding(`${other} has ${live.desired[other]} hosts, not 0`))
  }
  for (const host of live.hosts[colour]) {
    const digest = live.running.get(host)
    if (digest === digestOf(image)) continue
    const runs = digest === undefined ? 'does not answer' : `runs ${digest || 'nothing'}`
    found.push(finding(`${host} ${runs}, not ${releaseText(release)}`))
  }
  return found
}
