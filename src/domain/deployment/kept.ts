import { isHost, isPlainName } from '../config-run/limit.ts'
import type { Colour } from '../traffic/colour.ts'
import { rollbackTarget } from './last-good.ts'
import { type PastRun, reconfigured } from './reconfigured.ts'

/** Hosts that serve nobody and stand for a rollback. */
export interface Kept {
  readonly colour: Colour
  readonly hosts: readonly string[]
}

/**
 * The hosts that the last deployment kept (`warm: keep`); null when it kept none, or when a
 * configuration run was sent to them since, so that they are the way back no more.
 * @param entries of one environment, newest first
 */
export function keptHosts(entries: readonly PastRun[]): Kept | null {
  const target = rollbackTarget(entries, null)
  if ('problem' in target || target.takesBack === null) return null
  const { release, current, takesBack } = target
  const deployment = entries.find(({ id }) => id === takesBack)
  if (deployment?.input['keepOld'] !== true || reconfigured(entries, release)) return null
  // A rolling deployment has but one colour. And others can write to the ledger.
  const hosts = release.hosts.filter((id) => !current?.hosts.includes(id) && isPlainName(id))
  return hosts.length === 0 ? null : { colour: release.colour, hosts }
}

/**
 * Those of the kept hosts that a configuration run leaves alone: all that its limit reaches without
 * naming them, by themselves or by their colour.
 * @param only names of hosts and groups; none: every host
 */
export function spared(kept: Kept | null, only: readonly string[]): readonly string[] {
  if (kept === null || only.includes(`colour_${kept.colour}`)) return []
  const reached = only.length === 0 || !only.every(isHost)
  return reached ? kept.hosts.filter((host) => !only.includes(host)) : []
}
