import { inconclusive, type Judgement, percent } from './judgement.ts'
import { isAbove, type Share, upperBound } from './proportion.ts'

export interface ShareLimits {
  /** The largest share of bad answers that is still good, 0 to 1. */
  readonly atMost: number
  /** How much worse than the old colour the new one may be, as a difference of shares. */
  readonly worseBy: number
  /** A pass needs this many samples of the new colour, and as many of an old one it is held against. */
  readonly needed: number
}

/**
 * Judges a share of bad answers. It fails when chance cannot explain that the share is above the
 * limit, or above the old colour's by more than allowed, however few the samples are. It passes when
 * there are enough samples and the share as measured keeps both limits. All else is inconclusive:
 * more requests will tell.
 * @param baseline the old colour; null when nothing may be compared (it gets no traffic).
 */
export function judgeShare(
  candidate: Share,
  baseline: Share | null,
  limits: ShareLimits,
): Judgement {
  const samples = Math.round(candidate.total)
  if (!(candidate.total > 0)) return inconclusive('no request was answered in the window')
  if (candidate.bad > candidate.total * 1.0001) {
    return inconclusive('more bad answers than answers: the figures do not fit together', samples)
  }
  const share = candidate.bad / candidate.total
  const seen = `${percent(share)} of ${samples} requests failed`
  const limit = `limit ${percent(limits.atMost)}`
  if (isAbove(candidate, limits.atMost)) {
    return { outcome: 'fail', reason: `${seen}, ${limit}`, samples }
  }
  const worse = worseThan(candidate, baseline, limits, seen)
  if (worse !== null) return { outcome: 'fail', reason: worse, samples }
  if (samples < limits.needed) {
    return inconclusive(`${seen}: ${limits.needed} are needed to tell`, samples)
  }
  if (share > limits.atMost) {
    return inconclusive(`${seen}, ${limit}: too close to tell from chance`, samples)
  }
  if (baseline === null) return { outcome: 'pass', reason: `${seen}, ${limit}`, samples }
  return held(candidate, baseline, limits, seen)
}

function worseThan(
  candidate: Share,
  baseline: Share | null,
  limits: ShareLimits,
  seen: string,
): string | null {
  if (baseline === null || !(baseline.total > 0)) return null
  // Held against the worst that the old colour may be: few samples of it make nobody fail.
  if (!isAbove(candidate, upperBound(baseline) + limits.worseBy)) return null
  return `${seen}, old colour ${percent(baseline.bad / baseline.total)}`
}

function held(candidate: Share, baseline: Share, limits: ShareLimits, seen: string): Judgement {
  const samples = Math.round(candidate.total)
  const old = Math.round(baseline.total)
  if (old < limits.needed) {
    const reason = `${seen}, but the old colour answered only ${old} of the ${limits.needed} needed`
    return inconclusive(reason, samples)
  }
  const was = baseline.bad / baseline.total
  const against = `${seen}, old colour ${percent(was)}`
  if (candidate.bad / candidate.total - was > limits.worseBy) {
    return inconclusive(`${against}: too close to tell from chance`, samples)
  }
  return { outcome: 'pass', reason: against, samples }
}
