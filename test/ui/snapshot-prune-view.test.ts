import assert from 'node:assert/strict'
import { planPrune } from '../../src/domain/retention/prune.ts'
import { shelfOf } from '../../src/domain/retention/shelf.ts'
import { paintFor } from '../../src/ui/paint.ts'
import { pruneText } from '../../src/ui/snapshot-prune-view.ts'

const realm = { project: 'shop', environment: 'prod', account: '111111111111' }
const policy = { last: 0, daily: 1, weekly: 0, monthly: 0, yearly: 0, tags: [] }

const plan = (days: readonly string[], cap: number) =>
  planPrune({
    snapshots: shelfOf(
      days.map((day, n) => ({
        id: `snap-${n}`,
        source: 'vol-a',
        startedAt: `2026-11-${day}T03:00:00.000Z`,
        state: 'completed',
        progress: 100,
        sizeGib: 8,
        encrypted: true,
        owner: realm.account,
        tags: { Project: 'shop', Environment: 'prod', 'opsctl:operation': 'op' },
      })),
    ),
    policy,
    realm,
    facts: { needed: new Map([['snap-1', ['AMI ami-1']]]), unread: [] },
    cap,
  })

describe('the table of a prune', () => {
  it('has a line and a reason for every snapshot, and the counts', () => {
    const text = pruneText(plan(['24', '23', '22', '21'], 1), 2, paintFor(false), null)
    assert.deepEqual(text.split('\n'), [
      'ACTION  SNAPSHOT  DATA OF (UTC)     WHY',
      'keep    snap-0    2026-11-24 03:00  daily 2026-11-24',
      'keep    snap-1    2026-11-23 03:00  needed by AMI ami-1',
      'later   snap-2    2026-11-22 03:00  over the cap of 1 a run',
      'remove  snap-3    2026-11-21 03:00  no rule keeps it',
      '',
      "2 to keep, 1 to remove, 1 later, at least 2 s under AWS's limits.",
      '',
    ])
  })

  it('says so when there is none', () =>
    assert.equal(pruneText(plan([], 1), 0, paintFor(false), null), 'There is no snapshot.\n'))
})
