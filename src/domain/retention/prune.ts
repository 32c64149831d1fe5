import { isAutomated } from '../snapshot/database-name.ts'
import {
  belongsTo,
  newestFirst,
  type Realm,
  type Snapshot,
  verdictOf,
} from '../snapshot/snapshot.ts'
import { snapshotTags } from '../snapshot/tags.ts'
import { keepReasons } from './keep.ts'
import type { KeepPolicy } from './policy.ts'

/** What else in the world holds on to snapshots. */
export interface PruneFacts {
  /** Snapshot to what needs it, in words: `AMI ami-…`, `deployment 2026…`, `environment prod`. */
  readonly needed: ReadonlyMap<string, readonly string[]>
  /** What could not be read. Anything here may need any snapshot, so nothing is removed. */
  readonly unread: readonly string[]
}

export interface Decision {
  readonly snapshot: Snapshot
  /** `later`: nothing keeps it, but this run has removed enough. */
  readonly action: 'keep' | 'remove' | 'later'
  readonly reasons: readonly string[]
}

export interface PruneQuestion {
  readonly snapshots: readonly Snapshot[]
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
export function planPrune(question: PruneQuestion): readonly Decision[] {
  const { policy, facts, cap } = question
  const all = [...question.snapshots].sort(newestFirst)
  const bySource = new Map<string, Snapshot[]>()
  const outside = new Map<string, string>()
  for (const snapshot of all) {
    const why = notOurs(snapshot, question.realm)
    if (why !== null) outside.set(snapshot.id, why)
    else group(bySource, snapshot)
  }
  const kept = new Map<string, readonly string[]>()
  for (const snapshots of bySource.values()) {
    // One that is not whole, or proved bad, must not take the place of a good one of its day.
    const sound = snapshots.filter(
      (one) => one.state === 'completed' && verdictOf(one)?.good !== false,
    )
    for (const [id, reasons] of keepReasons(sound, policy)) kept.set(id, reasons)
    const proven = sound.find((one) => verdictOf(one)?.good === true)
    if (proven) kept.set(proven.id, [...(kept.get(proven.id) ?? []), 'newest verified'])
  }
  const reasonsFor = (one: Snapshot): readonly string[] => {
    const other = outside.get(one.id)
    if (other !== undefined) return [other]
    return [
      ...(kept.get(one.id) ?? []),
      ...(one.state === 'completed' ? [] : [`is ${one.state}`]),
      ...(facts.needed.get(one.id) ?? []).map((who) => `needed by ${who}`),
      ...facts.unread.map((what) => `unknown: ${what} could not be read`),
    ]
  }
  // One list for all that share it: of 100,000 snapshots most go for the same reason.
  const later = [`over the cap of ${cap} a run`]
  const decisions: Decision[] = []
  let left = cap
  // The oldest go first, so that a run that is cut short leaves the newer ones.
  for (const snapshot of all.reverse()) {
    const reasons = reasonsFor(snapshot)
    if (reasons.length > 0) decisions.push({ snapshot, action: 'keep', reasons })
    else if (left-- > 0) decisions.push({ snapshot, action: 'remove', reasons: whyNot(snapshot) })
    else decisions.push({ snapshot, action: 'later', reasons: later })
  }
  return decisions.reverse()
}

const unkept = ['no rule keeps it']
const failed = ['failed its verification']

function whyNot(snapshot: Snapshot): readonly string[] {
  return verdictOf(snapshot)?.good === false ? failed : unkept
}

function notOurs(snapshot: Snapshot, realm: Realm): string | null {
  if (!belongsTo(snapshot, realm)) return 'not of this environment'
  if (Number.isNaN(Date.parse(snapshot.startedAt))) return 'unknown: its time could not be read'
  if (isAutomated(snapshot.id)) return 'automated: RDS removes it itself'
  const service = Object.keys(snapshot.tags).find((key) => /^aws:(backup|dlm):/.test(key))
  if (service !== undefined) return `kept by its own policy (${service.split(':')[1]})`
  return snapshotTags.operation in snapshot.tags ? null : 'not made by opsctl'
}

function group(bySource: Map<string, Snapshot[]>, snapshot: Snapshot): void {
  const so = bySource.get(snapshot.source)
  if (so === undefined) bySource.set(snapshot.source, [snapshot])
  else so.push(snapshot)
}
