import assert from 'node:assert/strict'
import { judgePlan } from '../../../src/domain/plan/guard.ts'
import type { PlanSummary } from '../../../src/domain/plan/summary.ts'

const plan = (destroy: number, replace: number, existing: number | null = 100) =>
  ({ changes: [], destroy, replace, existing }) as unknown as PlanSummary

describe('what a plan takes away', () => {
  const shares: readonly [string, PlanSummary, boolean][] = [
    ['30 of 100 are a share of 30', plan(20, 10), false],
    ['31 of 100 are more than that', plan(20, 11), true],
    ['two are looked at one by one, though they are all', plan(1, 1, 2), false],
    ['three of three are more', plan(2, 1, 3), true],
    ['three of nobody knows how many are more', plan(3, 0, null), true],
    ['none is none', plan(0, 0, null), false],
  ]
  for (const [what, one, over] of shares) {
    it(what, () => assert.equal(judgePlan(one, { share: 30, most: null }).overShare, over))
  }

  it('is over the cap with one more than that, and never without a cap', () => {
    const over = (most: number | null) => judgePlan(plan(3, 2), { share: 30, most }).overMost
    assert.deepEqual([over(5), over(4), over(0), over(null)], [false, true, true, false])
  })

  it('is counted with what is replaced, beside what there is', () => {
    const { gone, existing } = judgePlan(plan(3, 2), { share: 30, most: null })
    assert.deepEqual([gone, existing], [5, 100])
  })
})
