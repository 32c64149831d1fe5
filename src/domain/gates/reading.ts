import type { Bucket } from './histogram.ts'

/** One series of an answer: its labels, and its value at the moment of the question. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** A number that may be used, or why there is none. */
export type Reading = { readonly value: number } | { readonly unknown: string }

/** Of which figure a series tells: gate queries mark each of theirs with this label. */
export const figureLabel = 'figure'

function of(series: readonly Series[], figure: string, colour: string): readonly Series[] {
  return series.filter(
    (one) => one.labels[figureLabel] === figure && one.labels['colour'] === colour,
  )
}

/**
 * The one value of a figure and colour. None, several, NaN, an infinite or a negative one is no
 * value: no data is not good data.
 */
export function readOne(series: readonly Series[], figure: string, colour: string): Reading {
  const found = of(series, figure, colour)
  const [first] = found
  if (first === undefined) return { unknown: `no series for ${figure} of ${colour}` }
  if (found.length > 1) {
    return { unknown: `${found.length} series for ${figure} of ${colour}, where one was expected` }
  }
  if (Number.isFinite(first.value) && first.value >= 0) return { value: first.value }
  return { unknown: `${figure} of ${colour} is ${first.value}` }
}

/** The buckets of a colour's histogram, as they came. */
export function readBuckets(series: readonly Series[], figure: string, colour: string): Bucket[] {
  return of(series, figure, colour).map(({ labels, value }) => ({
    le: labels['le'] === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels['le'] ?? Number.NaN),
    count: value,
  }))
}

/**
 * Why a colour's figures cannot be trusted now: a host of it that is not scraped, or samples that
 * are too old. Null when they can. Reads the figures `age` (seconds since the last scrape of the
 * host that was scraped longest ago) and `unscraped` (hosts).
 */
export function distrust(
  series: readonly Series[],
  colour: string,
  windowSeconds: number,
): string | null {
  const age = readOne(series, 'age', colour)
  if ('unknown' in age) return `${colour} is not scraped (${age.unknown})`
  const oldest = oldestUsable(windowSeconds)
  if (age.value > oldest) {
    return `the newest samples of ${colour} are ${Math.round(age.value)} s old, at most ${oldest} s count`
  }
  const unscraped = readOne(series, 'unscraped', colour)
  if ('unknown' in unscraped) return unscraped.unknown
  if (unscraped.value > 0) return `${unscraped.value} host(s) of ${colour} cannot be scraped`
  return null
}

/**
 * Samples may be as old as the window is long, but no older than a minute: what was true before the
 * weight moved says nothing about it. 15 s is the shortest, for it is a common scrape interval.
 */
export function oldestUsable(windowSeconds: number): number {
  return Math.min(60, Math.max(15, Math.floor(windowSeconds)))
}
