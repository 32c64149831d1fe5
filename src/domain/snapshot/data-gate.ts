import { ageSeconds, type Snapshot, verdictOf } from './snapshot.ts'

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
    const why = whyUncovered(
      snapshots.filter((one) => one.source === id),
      now,
      maxAgeSeconds,
    )
    return why === null ? [] : [{ address, why }]
  })
}

function whyUncovered(copies: readonly Snapshot[], now: Date, limit: number): string | null {
  if (copies.length === 0) return 'it has no snapshot'
  const proven = copies.filter((one) => one.state === 'completed' && verdictOf(one)?.good === true)
  if (proven.length === 0) return 'none of its snapshots was verified'
  const ages = proven.map((one) => ageSeconds(one, now))
  // A copy from the future says that a clock is wrong, not that it is fresh (an hour is forgiven).
  if (ages.some((age) => age >= -3600 && age <= limit)) return null
  const youngest = Math.min(...ages.filter((age) => age >= -3600))
  if (!Number.isFinite(youngest))
    return 'its verified snapshot is dated in the future: a clock is wrong'
  return `its newest verified snapshot is ${hours(youngest)} old, more than ${hours(limit)}`
}

function hours(seconds: number): string {
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
