import assert from 'node:assert/strict'
import { type KeepPolicy, policyRefusal } from '../../../src/domain/retention/policy.ts'

const none: KeepPolicy = { last: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, tags: [] }

describe('policyRefusal', () => {
  // Each but for its one mistake would keep something: it is that mistake that is refused.
  const wrong: readonly [Partial<Record<keyof KeepPolicy, unknown>>, RegExp][] = [
    [{}, /all of them would be removed/],
    [{ tags: ['Keep'] }, /all of them would be removed/],
    [{ last: 1, daily: -1 }, /daily is -1/],
    [{ last: 1, weekly: 1.5 }, /weekly is 1\.5/],
    [{ last: 1, monthly: '30' }, /monthly is "30"/],
    [{ last: 1, yearly: 10_001 }, /yearly is 10001/],
    [{ daily: 1, last: Number.POSITIVE_INFINITY }, /last is/],
    [{ last: 1, tags: ['Keep', ''] }, /tag "" names nothing/],
    [{ last: 1, tags: [' '] }, /tag " " names nothing/],
    [{ last: 1, tags: ['=yes'] }, /tag "=yes" names nothing/],
    [{ last: 1, tags: ['*'] }, /tag "\*" names nothing/],
  ]
  for (const [more, rule] of wrong) {
    it(`refuses ${JSON.stringify(more)}`, () =>
      assert.match(policyRefusal({ ...none, ...more } as KeepPolicy)?.rule ?? '', rule))
  }

  const right: readonly Partial<KeepPolicy>[] = [
    { last: 1 },
    { daily: 10_000 },
    { weekly: 1 },
    { monthly: 1 },
    { yearly: 1, tags: ['Keep', 'Why=a=b'] },
  ]
  for (const more of right) {
    it(`takes ${JSON.stringify(more)}`, () =>
      assert.equal(policyRefusal({ ...none, ...more }), null))
  }
})
