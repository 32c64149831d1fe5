import assert from 'node:assert/strict'
import { keepReasons } from '../../../src/domain/retention/keep.ts'
import type { KeepPolicy } from '../../../src/domain/retention/policy.ts'
import { shelfOf } from '../../../src/domain/retention/shelf.ts'
import type { Snapshot } from '../../../src/domain/snapshot/snapshot.ts'

const none: KeepPolicy = { last: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, tags: [] }

/** What a policy says of copies with these tags, made an hour after each other on one day. */
function kept(policy: Partial<KeepPolicy>, ...tags: readonly Snapshot['tags'][]) {
  const snapshots = tags.map(
    (each, n) =>
      ({
        id: `snap-${n}`,
        source: 'vol-a',
        startedAt: `2026-11-24T${String(23 - n).padStart(2, '0')}:00:00.000Z`,
        state: 'completed',
        tags: each,
      }) as Snapshot,
  )
  const shelf = shelfOf(snapshots)
  const reasons = keepReasons(shelf, [...shelf.newestFirst()], { ...none, ...policy })
  return snapshots.map((_, row) => reasons.get(row)?.join(', ') ?? null)
}

describe('the rules that keep', () => {
  it('`last` counts snapshots, not days', () => {
    assert.deepEqual(kept({ last: 2 }, {}, {}, {}), ['last 1', 'last 2', null])
  })

  it('a tag with a value keeps what carries both, and nothing else', () => {
    const tags = [{ Keep: 'yes' }, { Keep: 'no' }, { keep: 'yes' }, {}]
    assert.deepEqual(kept({ tags: ['Keep=yes'] }, ...tags), ['tag Keep=yes', null, null, null])
  })

  it('a tag without a value keeps whatever its value is', () => {
    const tags = [{ Keep: 'yes' }, { Keep: '' }, { Other: 'Keep' }]
    assert.deepEqual(kept({ tags: ['Keep'] }, ...tags), ['tag Keep', 'tag Keep', null])
  })

  it('of a value the first = ends the key alone', () => {
    assert.deepEqual(kept({ tags: ['Why=a=b'] }, { Why: 'a=b' }, { Why: 'a' }), [
      'tag Why=a=b',
      null,
    ])
  })
})
