import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  type Bucket,
  type Histogram,
  histogramOf,
  quantileOf,
  slowerThan,
  totalOf,
} from '../../../src/domain/gates/histogram.ts'
import { judgeLatency } from '../../../src/domain/gates/latency.ts'
import { judgeLevel } from '../../../src/domain/gates/level.ts'

const bounds = [0.1, 0.25, 0.5, 1, Number.POSITIVE_INFINITY]
/** How many answers fell into each bucket, as a histogram. */
function filled(...counts: readonly number[]): Histogram {
  let count = 0
  const buckets = bounds.map((le, index) => {
    count += counts[index] ?? 0
    return { le, count }
  })
  const made = histogramOf(buckets)
  assert.ok(typeof made !== 'string', String(made))
  return made
}

describe('a histogram', () => {
  const inf = Number.POSITIVE_INFINITY
  const refused: readonly (readonly [string, readonly Bucket[], RegExp])[] = [
    ['no bucket', [], /no series/],
    ['no +Inf', [{ le: 1, count: 3 }], /\+Inf/],
    [
      'a bucket twice',
      [
        { le: 1, count: 3 },
        { le: 1, count: 4 },
        { le: inf, count: 4 },
      ],
      /several/,
    ],
    [
      'NaN',
      [
        { le: 1, count: Number.NaN },
        { le: inf, count: 4 },
      ],
      /not a number/,
    ],
    [
      'an infinite count',
      [
        { le: 1, count: 1 },
        { le: inf, count: inf },
      ],
      /not a number/,
    ],
    [
      'a bound that is no number',
      [
        { le: Number.NaN, count: 1 },
        { le: inf, count: 1 },
      ],
      /./,
    ],
  ]
  for (const [what, buckets, words] of refused) {
    it(`is refused with ${what}`, () => assert.match(String(histogramOf(buckets)), words))
  }

  it('levels counts that fall by a hair', () => {
    const made = histogramOf([
      { le: inf, count: 99.9 },
      { le: 1, count: 100 },
    ])
    assert.deepEqual(made, [
      { le: 1, count: 100 },
      { le: inf, count: 100 },
    ])
  })

  it('gives quantiles as histogram_quantile does', () => {
    assert.equal(quantileOf(filled(50, 50, 0, 0, 0), 0.5), 0.1)
    assert.equal(quantileOf(filled(50, 50, 0, 0, 0), 0.75), 0.175)
    assert.equal(quantileOf(filled(0, 0, 0, 0, 10), 0.5), 1)
  })

  it('counts what took longer, as many as the quantile says', () => {
    assert.equal(slowerThan(filled(10, 10, 10, 10, 5), 0.5), 15)
    assert.equal(slowerThan(filled(10, 10, 10, 10, 5), 0.75), 10)
    assert.equal(slowerThan(filled(10, 10, 10, 10, 5), 30), 5)
    const counts = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(counts, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (some, quantile) => {
        const histogram = filled(...some)
        if (totalOf(histogram) === 0) return
        const above = slowerThan(histogram, quantileOf(histogram, quantile))
        // A quantile on the edge of an empty bucket has fewer above it, never more.
        assert.ok(above <= (1 - quantile) * totalOf(histogram) + 1e-6)
      }),
    )
  })
})

describe('a latency gate', () => {
  const limits = { quantile: 0.95, atMost: 0.5, timesOld: 1.5, needed: 60 }
  const judge = (own: Histogram, old: Histogram | null = null) => judgeLatency(own, old, limits)
  const quick = filled(1000, 0, 0, 0, 0)

  /** A thousand answers within so many milliseconds. */
  const swift = (milliseconds: number): Histogram => [
    { le: milliseconds / 1000, count: 1000 },
    { le: Number.POSITIVE_INFINITY, count: 1000 },
  ]
  const table: readonly (readonly [string, string, Histogram, (Histogram | null)?])[] = [
    ['quick', 'pass', quick],
    ['slow', 'fail', filled(500, 0, 0, 500, 0)],
    ['beyond the last bound', 'fail', filled(500, 0, 0, 0, 500)],
    ['quick but few', 'inconclusive', filled(59, 0, 0, 0, 0)],
    ['slow and few, yet beyond chance', 'fail', filled(0, 0, 0, 30, 0)],
    ['nothing answered', 'inconclusive', filled(0, 0, 0, 0, 0)],
    ['just above', 'inconclusive', filled(940, 0, 0, 60, 0)],
    ['just at the limit', 'pass', filled(950, 0, 0, 50, 0)],
    ['within the limit, but three times the old colour', 'fail', filled(0, 0, 1000, 0, 0), quick],
    ['three times the old colour, and still a tenth of the limit', 'pass', swift(30), swift(10)],
    ['as the old colour', 'pass', filled(0, 900, 0, 0, 0), filled(0, 9000, 0, 0, 0)],
    ['an old colour with few answers', 'inconclusive', quick, filled(12, 0, 0, 0, 0)],
    ['an old colour without any answer', 'inconclusive', quick, filled(0, 0, 0, 0, 0)],
  ]
  for (const [what, expected, own, old] of table) {
    it(`${expected}: ${what}`, () => assert.equal(judge(own, old ?? null).outcome, expected))
  }

  it('says the quantile, the limit and the old one', () => {
    const { reason } = judge(filled(0, 0, 1000, 0, 0), quick)
    assert.equal(reason, 'p95 488 ms over 1000 requests, limit 500 ms, old colour 95 ms')
  })
})

describe('a level', () => {
  const limits = { atMost: 0.9, timesOld: 2, needed: 3 }
  it('fails above its limit or far above the old one, and waits for enough scrapes', () => {
    assert.equal(judgeLevel(0.5, 0.4, 10, limits).outcome, 'pass')
    assert.equal(judgeLevel(0.95, null, 10, limits).outcome, 'fail')
    assert.equal(judgeLevel(0.81, 0.4, 10, limits).outcome, 'fail')
    assert.equal(judgeLevel(0.95, null, 2, limits).outcome, 'inconclusive')
    assert.equal(judgeLevel(0.5, 0.1, 10, { ...limits, timesOld: null }).outcome, 'pass')
  })
})
