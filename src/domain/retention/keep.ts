import type { Tags } from '../snapshot/tags.ts'
import { type KeepPolicy, type Period, periodOf, periods } from './policy.ts'
import type { Shelf } from './shelf.ts'

/** Notes why a row is kept. */
type Note = (row: number, reason: string) => void

/**
 * Why the policy keeps each row; one that is not in the answer is not kept.
 * @param rows of one source, newest first
 */
export function keepReasons(
  shelf: Shelf,
  rows: readonly number[],
  policy: KeepPolicy,
): ReadonlyMap<number, readonly string[]> {
  const reasons = new Map<number, string[]>()
  const note: Note = (row, reason) => {
    const so = reasons.get(row)
    if (so === undefined) reasons.set(row, [reason])
    else so.push(reason)
  }
  for (const period of periods) keepBy(period, policy[period], shelf, rows, note)
  for (const row of rows) {
    const { tags } = shelf.common(row)
    const tag = policy.tags.find((wanted) => carries(tags, wanted))
    if (tag !== undefined) note(row, `tag ${tag}`)
  }
  return reasons
}

/** The newest of each of the last `count` periods that have one. */
function keepBy(
  period: Period,
  count: number,
  shelf: Shelf,
  rows: readonly number[],
  note: Note,
): void {
  let left = count
  let before = ''
  for (const [index, row] of rows.entries()) {
    if (left === 0) return
    const now = periodOf(period, shelf.id(row), shelf.startedAt(row))
    if (now !== before) {
      note(row, period === 'last' ? `last ${count - left + 1}` : `${period} ${now}`)
      left -= 1
    } else if (index === rows.length - 1) {
      // As restic does: while a rule wants more than there is, the oldest one stays with it.
      note(row, `oldest ${period}`)
    }
    before = now
  }
}

function carries(tags: Tags, wanted: string): boolean {
  const at = wanted.indexOf('=')
  return at < 0 ? wanted in tags : tags[wanted.slice(0, at)] === wanted.slice(at + 1)
}
