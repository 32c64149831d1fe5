import type { JsonObject } from '../json.ts'
import { made, type PastDeployment } from './last-good.ts'
import { type Release, readRelease } from './release.ts'

/** A ledger entry with what its operation was begun with. */
export interface PastRun extends PastDeployment {
  readonly input: JsonObject
}

/**
 * Whether a configuration run may have given hosts of this release another image since they were seen
 * with it. Hosts that a deployment keeps for a rollback are hosts of their role like all others.
 * @param entries of one environment, newest first
 */
export function reconfigured(entries: readonly PastRun[], release: Release): boolean {
  const seen = entries.findIndex((entry) =>
    [made(entry), readRelease(entry.facts['before'])].some((one) => isSame(one, release)),
  )
  const since = seen === -1 ? entries : entries.slice(0, seen)
  return since.some((entry) => {
    if (entry.kind !== 'config apply') return false
    const only = (entry.input['only'] ?? []) as readonly string[]
    const reached = only.length === 0 || only.some((host) => release.hosts.includes(host))
    const begun = entry.steps.some(({ id, outcome }) => id === 'converge' && outcome !== 'pending')
    return reached && begun && entry.input['image'] !== release.image
  })
}

function isSame(one: Release | null, other: Release): boolean {
  return one?.image === other.image && one.hosts.join() === other.hosts.join()
}
