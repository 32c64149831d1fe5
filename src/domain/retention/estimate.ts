/** A token bucket, as EC2 meters its API: `burst` calls at once, then `perSecond`. */
export interface RateLimit {
  readonly burst: number
  readonly perSecond: number
}

/**
 * EC2's limit for calls that change something, of which DeleteSnapshot is one. Source: EC2 developer
 * guide, "Request throttling for the Amazon EC2 API", mutating actions. An account may have more.
 */
export const mutatingCalls: RateLimit = { burst: 50, perSecond: 5 }

/** The least time in seconds that so many calls take under the limit, from a full bucket. */
export function leastSeconds(calls: number, limit: RateLimit = mutatingCalls): number {
  return Math.max(0, calls - limit.burst) / limit.perSecond
}

/** Milliseconds to wait before call number `index` (from 0), `elapsed` milliseconds after the first. */
export function waitBefore(
  index: number,
  elapsed: number,
  limit: RateLimit = mutatingCalls,
): number {
  return Math.max(0, leastSeconds(index + 1, limit) * 1000 - elapsed)
}
