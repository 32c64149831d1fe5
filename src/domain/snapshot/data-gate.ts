import { ageSeconds, newestFirst, type Snapshot, verdictOf } from './snapshot.ts'

/** Something that holds data and that a plan destroys or replaces. */
export interface Endangered {
  /** Address in Terraform. */
  readonly address: string
  /** `vol-…` or whatever AWS calls it; null when the plan does not say. */
  readonly id: string | null
}

export interface Uncovered {
  readonly address: string
  /** Why no snapshot covers it. */
  readonly why: string
}

/** The proven copy that covers something, or why none does. */
export type Cover = { readonly snapshot: string } | { readonly why: string }

/**
 * What of the endangered no proven copy covers: each needs a snapshot that was restored and checked
 * and whose data is younger than `maxAgeSeconds`. Empty: the gate is open.
 */
export function uncovered(
  endangered: readonly Endangered[],
  snapshots: readonly Snapshot[],
  now: Date,
  maxAgeSeconds: number,
): readonly Uncovered[] {
  return endangered.flatMap(({ address, id }) => {
    const cover = coverOf(id, snapshots, now, maxAgeSeconds)
    return 'why' in cover ? [{ address, why: cover.why }] : []
  })
}

/**
 * The youngest snapshot of `source` that was restored and checked and whose data is at most `limit`
 * seconds old.
 */
export function coverOf(
  source: string | null,
  snapshots: readonly Snapshot[],
  now: Date,
  limit: number,
): Cover {
  const copies = snapshots.filter((one) => one.source === source)
  if (copies.length === 0) return { why: 'it has no snapshot' }
  const proven = copies.filter((one) => one.state === 'completed' && verdictOf(one)?.good === true)
  if (proven.length === 0) return { why: 'none of its snapshots was verified' }
  // A copy from the future says that a clock is wrong, not that it is fresh (an hour is forgiven).
  const [youngest] = proven.filter((one) => ageSeconds(one, now) >= -3600).sort(newestFirst)
  if (youngest === undefined) {
    return { why: 'its verified snapshot is dated in the future: a clock is wrong' }
  }
  const age = ageSeconds(youngest, now)
  if (age <= limit) return { snapshot: youngest.id }
  return { why: `its newest verified snapshot is ${hours(age)} old, more than ${hours(limit)}` }
}

function hours(seconds: number): string {
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
