import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  parseSequence,
  percentOf,
  sameShares,
  sequenceProblem,
  servingColour,
  sharing,
} from '../../../src/domain/traffic/weights.ts'

describe('a sequence of weights', () => {
  it('is good when it grows by whole numbers and ends at 100', () => {
    for (const good of [[100], [5, 25, 50, 100], [1, 2, 100]]) {
      assert.equal(sequenceProblem(good), null, good.join())
    }
  })

  it('is refused with the rule that it breaks', () => {
    const refused: readonly (readonly [string, RegExp])[] = [
      ['101', /101 is not a whole number from 1 to 100/],
      ['0,100', /0 is not/],
      ['NaN', /NaN is not/],
      ['5,five,100', /NaN is not/],
      ['5,,100', /NaN is not/],
      ['-5,100', /NaN is not/],
      ['5.5,100', /NaN is not/],
      ['1e1,100', /NaN is not/],
      ['50,25,100', /25 after 50 does not grow/],
      ['5,5,100', /5 after 5 does not grow/],
      ['5,25', /the last one is 25 and must be 100/],
      ['', /NaN is not/],
    ]
    for (const [text, rule] of refused) {
      assert.match(sequenceProblem(parseSequence(text)) ?? 'good', rule, text)
    }
    assert.match(sequenceProblem([]) ?? 'good', /at least one/)
  })

  it('never lets the share fall, and always ends with everything', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer(), fc.double()), { maxLength: 6 }), (weights) => {
        if (sequenceProblem(weights) !== null) return
        assert.equal(weights.at(-1), 100)
        assert.deepEqual(
          weights,
          [...new Set(weights)].toSorted((a, b) => a - b),
        )
      }),
    )
  })
})

describe('weights', () => {
  it('are the same when they share alike, whatever they add up to', () => {
    assert.ok(sameShares({ blue: 1, green: 0 }, { blue: 100, green: 0 }))
    assert.ok(sameShares({ blue: 1, green: 1 }, { blue: 50, green: 50 }))
    assert.ok(!sameShares({ blue: 95, green: 5 }, { blue: 100, green: 0 }))
  })

  it('name the colour that serves only when one gets everything', () => {
    assert.equal(servingColour({ blue: 0, green: 7 }), 'green')
    assert.equal(servingColour({ blue: 1, green: 99 }), null)
    assert.equal(servingColour({ blue: 0, green: 0 }), null)
  })

  it('give the candidate its share and the other the rest', () => {
    fc.assert(
      fc.property(fc.constantFrom('blue', 'green'), fc.integer({ min: 1, max: 100 }), (c, p) => {
        assert.equal(percentOf(sharing(c, p), c), p)
      }),
    )
  })
})
