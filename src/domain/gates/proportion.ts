/** `bad` of `total`; both may be fractions, because Prometheus extrapolates counts. */
export interface Share {
  readonly bad: number
  readonly total: number
}

/**
 * How unlikely a finding must be by chance before a version fails for it. So small because a deploy
 * asks again and again: over a hundred looks, a version that is exactly at its limit still fails by
 * chance in at most 5 of 100 deploys (Bonferroni).
 */
const chance = 0.0005

/** The normal quantile that belongs to it. */
const z = 3.29

/**
 * Whether a share is above `rate` beyond chance: this many bad ones or more would be seen with a
 * probability below `chance` if the true rate were `rate`. Exact, since an interval by approximation
 * is wrong just where it matters, for few samples and small rates (C. J. Clopper and E. S. Pearson,
 * Biometrika 26 (1934), 404-413). Fractions are rounded in favour of the version.
 */
export function isAbove({ bad, total }: Share, rate: number): boolean {
  return binomialTail(Math.floor(bad), Math.ceil(total), rate) < chance
}

/** The probability of at least `bad` in `total` independent tries of probability `rate`. */
export function binomialTail(bad: number, total: number, rate: number): number {
  if (bad <= total * rate || rate >= 1) return bad <= 0 || rate >= 1 ? 1 : 0.5
  if (rate <= 0) return 0
  const logs = logFactorial(total) - logFactorial(bad) - logFactorial(total - bad)
  let term = Math.exp(logs + bad * Math.log(rate) + (total - bad) * Math.log1p(-rate))
  let sum = 0
  // Above the mean each term is smaller than the one before.
  for (let count = bad; count <= total && term > sum * 1e-12; count += 1) {
    sum += term
    term *= ((total - count) / (count + 1)) * (rate / (1 - rate))
  }
  return sum
}

/** ln n! by Stirling's series (Abramowitz and Stegun, 6.1.41); exact sums below 16. */
function logFactorial(n: number): number {
  if (n < 16) {
    let sum = 0
    for (let factor = 2; factor <= n; factor += 1) sum += Math.log(factor)
    return sum
  }
  const series = 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5)
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series
}

/**
 * The largest true rate that a share allows: the upper end of Wilson's score interval (E. B. Wilson,
 * JASA 22 (1927), 209-212), which grows towards 1 as the samples become fewer.
 */
export function upperBound({ bad, total }: Share): number {
  if (!(total > 0)) return 1
  const rate = Math.min(1, Math.max(0, bad / total))
  const centre = rate + (z * z) / (2 * total)
  const half = z * Math.sqrt((rate * (1 - rate)) / total + (z * z) / (4 * total * total))
  return Math.min(1, (centre + half) / (1 + (z * z) / total))
}

/**
 * How many samples say anything about a share this small: with fewer than 3 / limit, not one bad
 * answer still leaves the limit within the 95 % interval ("rule of three": J. A. Hanley and
 * A. Lippman-Hand, JAMA 249 (1983), 1743-1745).
 * @param limit above 0.
 */
export function samplesFor(limit: number): number {
  return Math.ceil(3 / limit)
}
