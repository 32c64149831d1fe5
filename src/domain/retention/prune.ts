import { isAutomated } from '../snapshot/database-name.ts'
import { belongsTo, type Realm, verdictOf } from '../snapshot/snapshot.ts'
import { snapshotTags } from '../snapshot/tags.ts'
import { keepReasons } from './keep.ts'
import type { KeepPolicy } from './policy.ts'
import { PrunePlan } from './prune-plan.ts'
import type { Shelf } from './shelf.ts'

/** What else in the world holds on to snapshots. */
export interface PruneFacts {
  /** Snapshot to what needs it, in words: `AMI ami-…`, `deployment 2026…`, `environment prod`. */
  readonly needed: ReadonlyMap<string, readonly string[]>
  /** What could not be read. Anything here may need any snapshot, so nothing is removed. */
  readonly unread: readonly string[]
}

export interface PruneQuestion {
  readonly snapshots: Shelf
  readonly policy: KeepPolicy
  readonly realm: Realm
  readonly facts: PruneFacts
  /** At most so many removals in one run. */
  readonly cap: number
}

/**
 * What to keep and what to remove, each with its reasons, newest first. The wall clock plays no
 * part: a wrong one cannot remove anything.
 */
export function planPrune({
  snapshots: shelf,
  policy,
  realm,
  facts,
  cap,
}: PruneQuestion): PrunePlan {
  const order = shelf.newestFirst()
  const bySource = new Map<string, number[]>()
  const outside = new Map<number, string>()
  for (const row of order) {
    const why = notOurs(shelf, row, realm)
    if (why !== null) outside.set(row, why)
    else group(bySource, shelf.common(row).source, row)
  }
  const kept = new Map<number, readonly string[]>()
  for (const rows of bySource.values()) {
    for (const [row, reasons] of keptOfSource(shelf, rows, policy)) kept.set(row, reasons)
  }
  const reasonsFor = (row: number): readonly string[] => {
    const other = outside.get(row)
    if (other !== undefined) return [other]
    const { state } = shelf.common(row)
    return [
      ...(kept.get(row) ?? []),
      ...(state === 'completed' ? [] : [`is ${state}`]),
      ...(facts.needed.get(shelf.id(row)) ?? []).map((who) => `needed by ${who}`),
      ...facts.unread.map((what) => `unknown: ${what} could not be read`),
    ]
  }
  const later = [`over the cap of ${cap} a run`]
  const plan = new PrunePlan(shelf, order)
  let left = cap
  // The oldest go first, so that a run that is cut short leaves the newer ones.
  for (const [back, row] of order.toReversed().entries()) {
    const place = order.length - 1 - back
    const reasons = reasonsFor(row)
    if (reasons.length > 0) plan.decide(place, 'keep', reasons)
    else if (left-- > 0) plan.decide(place, 'remove', whyNot(shelf, row))
    else plan.decide(place, 'later', later)
  }
  return plan
}

/** @param rows newest first */
function keptOfSource(
  shelf: Shelf,
  rows: readonly number[],
  policy: KeepPolicy,
): ReadonlyMap<number, readonly string[]> {
  const good = (row: number) => verdictOf(shelf.common(row))?.good
  // One that is not whole, or proved bad, must not take the place of a good one of its day.
  const sound = rows.filter((row) => shelf.common(row).state === 'completed' && good(row) !== false)
  const kept = new Map(keepReasons(shelf, sound, policy))
  const proven = sound.find((row) => good(row) === true)
  if (proven !== undefined) kept.set(proven, [...(kept.get(proven) ?? []), 'newest verified'])
  return kept
}

const unkept = ['no rule keeps it']
const failed = ['failed its verification']

function whyNot(shelf: Shelf, row: number): readonly string[] {
  return verdictOf(shelf.common(row))?.good === false ? failed : unkept
}

function notOurs(shelf: Shelf, row: number, realm: Realm): string | null {
  const common = shelf.common(row)
  if (!belongsTo(common, realm)) return 'not of this environment'
  if (Number.isNaN(Date.parse(shelf.startedAt(row)))) return 'unknown: its time could not be read'
  if (isAutomated(shelf.id(row))) return 'automated: RDS removes it itself'
  const service = Object.keys(common.tags).find((key) => /^aws:(backup|dlm):/.test(key))
  if (service !== undefined) return `kept by its own policy (${service.split(':')[1]})`
  return snapshotTags.operation in common.tags ? null : 'not made by opsctl'
}

function group(bySource: Map<string, number[]>, source: string, row: number): void {
  const so = bySource.get(source)
  if (so === undefined) bySource.set(source, [row])
  else so.push(row)
}
