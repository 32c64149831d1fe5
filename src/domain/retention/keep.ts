import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Tags } from '../snapshot/tags.ts'
import { type KeepPolicy, type Period, periodOf, periods } from './policy.ts'

/**
 * Why the policy keeps each snapshot; one that is not in the answer is not kept.
 * @param snapshots of one source, newest first
 */
export function keepReasons(
  snapshots: readonly Snapshot[],
  policy: KeepPolicy,
): ReadonlyMap<string, readonly string[]> {
  const reasons = new Map<string, string[]>()
  const note = (id: string, reason: string) => {
    const so = reasons.get(id)
    if (so === undefined) reasons.set(id, [reason])
    else so.push(reason)
  }
  for (const period of periods) keepBy(period, policy[period], snapshots, note)
  for (const snapshot of snapshots) {
    const tag = policy.tags.find((wanted) => carries(snapshot.tags, wanted))
    if (tag !== undefined) note(snapshot.id, `tag ${tag}`)
  }
  return reasons
}

/** The newest of each of the last `count` periods that have one. */
function keepBy(
  period: Period,
  count: number,
  snapshots: readonly Snapshot[],
  note: (id: string, reason: string) => void,
): void {
  let left = count
  let before = ''
  for (const [index, { id, startedAt }] of snapshots.entries()) {
    if (left === 0) return
    const now = periodOf(period, id, startedAt)
    if (now !== before) {
      note(id, period === 'last' ? `last ${count - left + 1}` : `${period} ${now}`)
      left -= 1
    } else if (index === snapshots.length - 1) {
      // As restic does: while a rule wants more than there is, the oldest one stays with it.
      note(id, `oldest ${period}`)
    }
    before = now
  }
}

function carries(tags: Tags, wanted: string): boolean {
  const at = wanted.indexOf('=')
  return at < 0 ? wanted in tags : tags[wanted.slice(0, at)] === wanted.slice(at + 1)
}
