import type { JsonObject } from '../json.ts'
import { isOpen, waitsForLock } from '../open-operation.ts'
import { type Colour, isColour } from '../traffic/colour.ts'
import type { PastDeployment } from './last-good.ts'

/** What a rollback without a load balancer leaves in the ledger, as the fact `switched`. */
export type Switched = {
  readonly by: 'dns' | 'autoscaling'
  readonly colour: Colour
}

export type SwitchTarget =
  /** `since`: the rollback that brought it; null: the colour that does not serve. */
  | { readonly colour: Colour | null; readonly since: string | null }
  | { readonly problem: 'unfinished' | 'unknown' | 'not-good'; readonly id: string }

/**
 * Where a rollback by DNS or Auto Scaling goes. Nothing is deployed there by opsctl, so there is no
 * release to look up: a colour that is named, the one that an earlier rollback brought (so that a
 * second one changes nothing), or else the one that does not serve.
 * @param entries of one environment, newest first
 * @param to a colour, an operation's ID or the start of it; null: none was named
 */
export function switchTarget(entries: readonly PastDeployment[], to: string | null): SwitchTarget {
  const past = entries.filter(({ kind }) => kind === 'rollback')
  const open = past.find((entry) => isOpen(entry) && !waitsForLock(entry))
  if (open !== undefined) return { problem: 'unfinished', id: open.id }
  if (isColour(to)) return { colour: to, since: null }
  if (to !== null) {
    const fitting = past.filter(({ id }) => to !== '' && id.startsWith(to))
    const [only] = fitting
    if (only === undefined || fitting.length > 1) return { problem: 'unknown', id: to }
    const colour = switchedTo(only)
    return colour === null ? { problem: 'not-good', id: only.id } : { colour, since: only.id }
  }
  const last = past.find((entry) => switchedTo(entry) !== null)
  return { colour: last === undefined ? null : switchedTo(last), since: last?.id ?? null }
}

function switchedTo({ outcome, facts }: PastDeployment): Colour | null {
  const { colour } = (facts['switched'] ?? {}) as JsonObject
  return outcome === 'done' && isColour(colour) ? colour : null
}
