import { isHost } from '../config-run/limit.ts'
import type { HostOutcome } from '../config-run/outcome.ts'
import { cameToHosts, reachOf } from '../config-run/reach.ts'
import type { JsonObject } from '../json.ts'
import { made, type PastDeployment } from './last-good.ts'
import { isSame, type Release, readRelease } from './release.ts'

/** A ledger entry with what its operation was begun with. */
export interface PastRun extends PastDeployment {
  readonly input: JsonObject
}

/**
 * Whether a configuration run may have given hosts of this release another image since they were seen
 * with it: a run leaves hosts alone that were kept for a rollback, unless its limit names them.
 * @param entries of one environment, newest first
 */
export function reconfigured(entries: readonly PastRun[], release: Release): boolean {
  const seen = entries.findIndex((entry) =>
    [made(entry), readRelease(entry.facts['before'])].some((one) => isSame(one, release)),
  )
  const since = seen === -1 ? entries : entries.slice(0, seen)
  return since.some((entry) => {
    if (entry.kind !== 'config apply') return false
    return (
      cameToHosts(entry) &&
      reached(entry, release.hosts) &&
      toldOf(entry)['image'] !== release.image
    )
  })
}

/** Image and reach of a run are facts; earlier versions journaled them as its input. */
function toldOf({ input, facts }: PastRun): JsonObject {
  return { ...input, ...facts }
}

/** Whether a run came to one of these hosts, by what it says of each; one that died, by where it was sent. */
function reached(entry: PastRun, hosts: readonly string[]): boolean {
  const came = (entry.facts['hosts'] ?? []) as unknown as readonly HostOutcome[]
  if (came.length > 0) return came.some(({ host }) => hosts.includes(host))
  const { only, spared } = reachOf(toldOf(entry))
  // A group may hold any of them.
  const meant = hosts.filter(
    (host) => only.length === 0 || only.includes(host) || !only.every(isHost),
  )
  return meant.some((host) => !spared.includes(host))
}
