import { type Histogram, quantileOf, slowerThan, totalOf } from './histogram.ts'
import { inconclusive, type Judgement } from './judgement.ts'
import { isAbove, type Share } from './proportion.ts'

export interface LatencyLimits {
  /** Which part of the answers must be quick, above 0 and below 1: 0.95 for the 95th percentile. */
  readonly quantile: number
  /** Seconds. */
  readonly atMost: number
  /** How many times the old colour's quantile the new one's may be. */
  readonly timesOld: number
  readonly needed: number
}

/**
 * Judges a quantile of the latency. "The 95th percentile is at most 0.5 s" says the same as "at most
 * 5 % of the answers took longer than 0.5 s", so the share of slow answers is judged: that needs no
 * assumption about the distribution (order statistics: W. J. Conover, Practical Nonparametric
 * Statistics, 3rd ed., 3.2). Fail, pass and inconclusive as in `judgeShare`.
 * @param baseline the old colour; null when nothing may be compared.
 */
export function judgeLatency(
  candidate: Histogram,
  baseline: Histogram | null,
  limits: LatencyLimits,
): Judgement {
  const samples = Math.round(totalOf(candidate))
  if (!(totalOf(candidate) > 0)) return inconclusive('no request was answered in the window')
  const slow = 1 - limits.quantile
  const name = `p${Number((limits.quantile * 100).toFixed(3))}`
  const own = quantileOf(candidate, limits.quantile)
  const old = baseline !== null && totalOf(baseline) > 0 ? quantileOf(baseline, limits.quantile) : 0
  const seen = `${name} ${time(own)} over ${samples} requests`
  const against = [`limit ${time(limits.atMost)}`, ...(old > 0 ? [`old colour ${time(old)}`] : [])]
  const reason = `${seen}, ${against.join(', ')}`

  // A process that has just begun takes 9 ms where an old one takes 3: below a tenth of the limit
  // nobody is worse off for it.
  const noticed = limits.atMost / 10
  const bounds = [limits.atMost, ...(old > 0 ? [Math.max(old * limits.timesOld, noticed)] : [])]
  const shares = bounds.map((bound) => shareAbove(candidate, bound))
  if (shares.some((share) => isAbove(share, slow))) return { outcome: 'fail', reason, samples }
  if (samples < limits.needed) {
    return inconclusive(`${seen}: ${limits.needed} are needed to tell`, samples)
  }
  const compared = baseline === null ? null : Math.round(totalOf(baseline))
  if (compared !== null && compared < limits.needed) {
    const few = `but the old colour answered only ${compared} of the ${limits.needed} needed`
    return inconclusive(`${seen}, ${few}`, samples)
  }
  // A hair's breadth: 1 - 0.95 is not 0.05 in binary.
  if (shares.some(({ bad, total }) => bad / total > slow + 1e-9)) {
    return inconclusive(`${reason}: too close to tell from chance`, samples)
  }
  return { outcome: 'pass', reason, samples }
}

function shareAbove(histogram: Histogram, seconds: number): Share {
  return { bad: slowerThan(histogram, seconds), total: totalOf(histogram) }
}

/** Seconds as people read them. */
function time(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${Number(seconds.toFixed(2))} s`
}
