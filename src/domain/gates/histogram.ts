/** One bucket of a cumulative histogram: how many answers took at most `le` seconds. */
export interface Bucket {
  /** Seconds; Infinity for the last. */
  readonly le: number
  readonly count: number
}

/** Buckets in order of their bounds, ending with Infinity, counts never falling. */
export type Histogram = readonly Bucket[]

/**
 * A histogram from unordered buckets, or the words that say why they are none.
 * Counts that fall by a hair are levelled: each bucket is extrapolated on its own
 * (Prometheus documentation, "histogram_quantile").
 */
export function histogramOf(buckets: readonly Bucket[]): Histogram | string {
  if (buckets.length === 0) return 'no series'
  const sorted = buckets.toSorted((a, b) => a.le - b.le)
  const twice = sorted.find((one, index) => one.le === sorted[index - 1]?.le)
  if (twice !== undefined) return `several series for the bucket of ${twice.le} s`
  if (sorted.some((one) => !(one.count >= 0) || one.count === Number.POSITIVE_INFINITY)) {
    return 'a bucket is not a number'
  }
  if (sorted.at(-1)?.le !== Number.POSITIVE_INFINITY) return 'the histogram has no +Inf bucket'
  let most = 0
  return sorted.map(({ le, count }) => {
    most = Math.max(most, count)
    return { le, count: most }
  })
}

/** How many answers the histogram holds. */
export function totalOf(histogram: Histogram): number {
  return histogram.at(-1)?.count ?? 0
}

/**
 * How many answers took longer than `seconds`. Within a bucket answers are taken to be spread
 * evenly, as Prometheus does; beyond the last finite bound all of them count as slower.
 */
export function slowerThan(histogram: Histogram, seconds: number): number {
  let below: Bucket = { le: 0, count: 0 }
  for (const bucket of histogram) {
    if (seconds <= bucket.le) {
      if (bucket.le === Number.POSITIVE_INFINITY) return totalOf(histogram) - below.count
      const part = bucket.le === below.le ? 1 : (seconds - below.le) / (bucket.le - below.le)
      return totalOf(histogram) - (below.count + (bucket.count - below.count) * part)
    }
    below = bucket
  }
  return 0
}

/**
 * The time in seconds that a share of the answers stayed below, computed as Prometheus's
 * histogram_quantile does: linear within its bucket, the last finite bound beyond that.
 * @param histogram with at least one answer.
 */
export function quantileOf(histogram: Histogram, quantile: number): number {
  const rank = quantile * totalOf(histogram)
  let below: Bucket = { le: 0, count: 0 }
  for (const bucket of histogram) {
    if (bucket.count >= rank) {
      if (bucket.le === Number.POSITIVE_INFINITY || bucket.count === below.count) return below.le
      return (
        below.le + ((bucket.le - below.le) * (rank - below.count)) / (bucket.count - below.count)
      )
    }
    below = bucket
  }
  return below.le
}
