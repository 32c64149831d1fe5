import type { Refusal } from '../snapshot/name.ts'

/**
 * How many to keep: the newest of each of the last so many days, weeks, months and years that have
 * one, and all that carry one of the tags. The rules are those of restic's `forget`.
 */
export interface KeepPolicy {
  readonly last: number
  readonly daily: number
  readonly weekly: number
  readonly monthly: number
  readonly yearly: number
  /** `KEY=VALUE`, or `KEY` for any value. */
  readonly tags: readonly string[]
}

/** The counting rules, in the order in which reasons are told. */
export const periods = ['last', 'daily', 'weekly', 'monthly', 'yearly'] as const
export type Period = (typeof periods)[number]

/** Null when the policy can be used. One that keeps nothing would remove everything. */
export function policyRefusal(policy: KeepPolicy): Refusal | null {
  for (const period of periods) {
    const count = policy[period]
    if (!Number.isInteger(count) || count < 0 || count > 10_000) {
      return {
        rule: `${period} is ${JSON.stringify(count)}`,
        fix: 'a whole number from 0 to 10000; to keep everything, do not prune',
      }
    }
  }
  const empty = policy.tags.find((tag) => tag.trim() === '' || tag.startsWith('=') || tag === '*')
  if (empty !== undefined)
    return { rule: `tag ${JSON.stringify(empty)} names nothing`, fix: 'Keep=yes' }
  if (periods.some((period) => policy[period] > 0)) return null
  return {
    rule: 'no rule keeps a snapshot by its time, so all of them would be removed',
    fix: 'snapshots: { keep: { daily: 7, weekly: 4, monthly: 12 } }',
  }
}

/**
 * The name of the period that a moment falls into, in UTC; equal names are the same period. Weeks
 * are those of ISO 8601: they begin on Monday, and the first of a year has its first Thursday.
 */
export function periodOf(period: Period, id: string, startedAt: string): string {
  if (period === 'last') return id
  if (period === 'daily') return startedAt.slice(0, 10)
  if (period === 'monthly') return startedAt.slice(0, 7)
  if (period === 'yearly') return startedAt.slice(0, 4)
  return isoWeek(startedAt)
}

const day = 86_400_000

function isoWeek(startedAt: string): string {
  const midnight = Date.parse(`${startedAt.slice(0, 10)}T00:00:00Z`)
  // 1970-01-01 was a Thursday; the week belongs to the year of its Thursday.
  const weekday = (Math.floor(midnight / day) + 3) % 7
  const thursday = new Date(midnight + (3 - weekday) * day)
  const year = thursday.getUTCFullYear()
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * day)) + 1
  return `${year}-W${String(week).padStart(2, '0')}`
}
