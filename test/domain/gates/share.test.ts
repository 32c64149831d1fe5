import assert from 'node:assert/strict'
import fc from 'fast-check'
import { binomialTail, samplesFor, upperBound } from '../../../src/domain/gates/proportion.ts'
import { judgeShare } from '../../../src/domain/gates/share.ts'

const limits = { atMost: 0.01, worseBy: 0.005, needed: 300 }
const outcome = (bad: number, total: number, old: readonly [number, number] | null = null) =>
  judgeShare({ bad, total }, old && { bad: old[0], total: old[1] }, limits).outcome

describe('a share of failed requests', () => {
  const table: readonly (readonly [
    string,
    string,
    number,
    number,
    (readonly [number, number])?,
  ])[] = [
    ['no failure and enough requests', 'pass', 0, 300],
    ['no failure, one request too few', 'inconclusive', 0, 299],
    ['no request at all', 'inconclusive', 0, 0],
    ['a request that is not a number', 'inconclusive', 0, Number.NaN],
    ['every request failed, and they are only ten', 'fail', 10, 10],
    ['one request, failed: that may be chance', 'inconclusive', 1, 1],
    ['just below the limit', 'pass', 5, 600],
    ['just above the limit', 'inconclusive', 7, 600],
    ['far above the limit', 'fail', 60, 600],
    ['more failures than requests', 'inconclusive', 20, 10],
    ['as good as the old colour', 'pass', 3, 1000, [30, 10_000]],
    ['below the limit, but clearly worse than the old colour', 'fail', 99, 10_000, [1, 10_000]],
    ['a little worse than the old colour', 'inconclusive', 8, 1000, [0, 10_000]],
    ['the old colour answered too little to compare', 'inconclusive', 0, 1000, [0, 12]],
    ['the old colour answered nothing', 'inconclusive', 0, 1000, [0, 0]],
    ['the old colour is worse', 'pass', 0, 1000, [200, 10_000]],
  ]
  for (const [what, expected, bad, total, old] of table) {
    it(`${expected}: ${what}`, () => assert.equal(outcome(bad, total, old ?? null), expected))
  }

  it('says what was counted and against what', () => {
    const { reason, samples } = judgeShare({ bad: 60, total: 600.4 }, null, limits)
    assert.deepEqual([reason, samples], ['10 % of 600 requests failed, limit 1 %', 600])
  })

  it('never passes above a limit, nor with too few samples of either colour', () => {
    const count = fc.integer({ min: 0, max: 3000 })
    fc.assert(
      fc.property(count, count, count, count, (bad, good, oldBad, oldGood) => {
        const [total, oldTotal] = [bad + good, oldBad + oldGood]
        if (outcome(bad, total, [oldBad, oldTotal]) !== 'pass') return
        assert.ok(total >= 300 && oldTotal >= 300)
        assert.ok(bad / total <= 0.01)
        assert.ok(bad / total - oldBad / oldTotal <= 0.005)
      }),
    )
  })

  it('never gets better by one more failure', () => {
    const order = ['fail', 'inconclusive', 'pass']
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99 }),
        fc.integer({ min: 100, max: 5000 }),
        (bad, total) => {
          const [now, next] = [outcome(bad, total), outcome(bad + 1, total)]
          assert.ok(order.indexOf(next) <= order.indexOf(now), `${now} became ${next}`)
        },
      ),
    )
  })

  it('fails a version that is exactly at its limit in fewer than 1 of 500 looks', () => {
    let failed = 0
    // mulberry32: every run of this test sees the same requests.
    let state = 7
    const chance = () => {
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
    }
    for (let look = 0; look < 2000; look += 1) {
      let bad = 0
      for (let request = 0; request < 500; request += 1) if (chance() < 0.01) bad += 1
      if (outcome(bad, 500) === 'fail') failed += 1
    }
    assert.ok(failed < 4, `${failed} of 2000`)
  })
})

describe('the statistics', () => {
  const close = (value: number, expected: number) =>
    assert.ok(Math.abs(value - expected) <= Math.abs(expected) * 1e-4, `${value}, not ${expected}`)

  it('give binomial tails as tables do', () => {
    // By hand: 1 - 0.99^1; 3 heads of 3; 10 C 8, 9 and 10 over 1024.
    close(binomialTail(1, 1, 0.01), 0.01)
    close(binomialTail(3, 3, 0.5), 0.125)
    close(binomialTail(8, 10, 0.5), 56 / 1024)
    // Poisson with mean 1, the limit of many rare ones: P(X >= 5) = 0.003660.
    close(binomialTail(5, 1e8, 1e-8), 0.00366)
  })

  it('agree with counting every outcome', () => {
    const size = fc.integer({ min: 1, max: 14 })
    fc.assert(
      fc.property(
        size,
        fc.nat(14),
        fc.double({ min: 0.01, max: 0.9, noNaN: true }),
        (n, some, p) => {
          const bad = Math.min(some, n)
          if (bad <= n * p) return
          let exact = 0
          for (let outcomes = 0; outcomes < 2 ** n; outcomes += 1) {
            const ones = outcomes.toString(2).replaceAll('0', '').length
            if (ones >= bad) exact += p ** ones * (1 - p) ** (n - ones)
          }
          assert.ok(Math.abs(binomialTail(bad, n, p) - exact) < 1e-9)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('allow an old colour with few samples almost any rate', () => {
    assert.ok(upperBound({ bad: 0, total: 12 }) > 0.4)
    assert.equal(upperBound({ bad: 0, total: 0 }), 1)
    close(upperBound({ bad: 0, total: 10_000 }), 0.0010812)
  })

  it('ask for 3 / limit samples', () => {
    assert.deepEqual([0.01, 0.05, 1 - 0.95, 0.001].map(samplesFor), [300, 60, 60, 3000])
  })
})
