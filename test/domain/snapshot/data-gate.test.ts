import assert from 'node:assert/strict'
import { coverOf, uncovered } from '../../../src/domain/snapshot/data-gate.ts'
import type { Snapshot } from '../../../src/domain/snapshot/snapshot.ts'
import { snapshotTags } from '../../../src/domain/snapshot/tags.ts'

const now = new Date('2026-11-24T12:00:00Z')
const day = 86_400
const copy = (
  hoursOld: number,
  verdict: string | null,
  more: Partial<Snapshot> = {},
): Snapshot => ({
  id: 'snap-01234567',
  source: 'vol-a',
  startedAt: new Date(now.getTime() - hoursOld * 3_600_000).toISOString(),
  state: 'completed',
  progress: 100,
  sizeGib: 1,
  encrypted: true,
  owner: '111111111111',
  tags:
    verdict === null
      ? {}
      : { [snapshotTags.verdict]: verdict, [snapshotTags.verifiedAt]: now.toISOString() },
  ...more,
})

describe('the gate before data is lost', () => {
  const cases: readonly [string, Snapshot[], RegExp | null][] = [
    ['opens for a fresh verified copy', [copy(3, 'good')], null],
    ['stays shut without a copy', [], /no snapshot/],
    [
      'stays shut for a copy of another volume',
      [copy(3, 'good', { source: 'vol-b' })],
      /no snapshot/,
    ],
    ['stays shut for an unverified copy', [copy(1, null)], /none of its snapshots was verified/],
    ['stays shut for a bad copy', [copy(1, 'bad')], /none of its snapshots was verified/],
    ['stays shut for a pending copy', [copy(1, 'good', { state: 'pending' })], /none/],
    ['stays shut for an old copy', [copy(49, 'good')], /49 h old, more than 24 h/],
    [
      'does not take a clock that is two days off for freshness',
      [copy(-48, 'good')],
      /a clock is wrong/,
    ],
  ]
  for (const [what, copies, why] of cases) {
    it(what, () => {
      const [found] = uncovered([{ address: 'aws_ebs_volume.data', id: 'vol-a' }], copies, now, day)
      if (why === null) assert.equal(found, undefined)
      else assert.match(found?.why ?? '', why)
    })
  }
  it('says minutes where hours would say little', () => {
    const cover = coverOf('vol-a', [copy(1.5, 'good')], now, 3600)
    assert.deepEqual(cover, { why: 'its newest verified snapshot is 90 min old, more than 60 min' })
  })

  it('goes by the youngest proven copy, in whatever order they are listed', () => {
    const copies = [
      copy(30, 'good', { id: 'snap-old' }),
      copy(3, 'good', { id: 'snap-young' }),
      copy(2, 'bad', { id: 'snap-bad' }),
      copy(4, 'good', { id: 'snap-4' }),
      copy(-48, 'good', { id: 'snap-ahead' }),
    ]
    for (const order of [copies, copies.toReversed()])
      assert.deepEqual(coverOf('vol-a', order, now, day), { snapshot: 'snap-young' })
  })

  it('opens up to the limit, and up to an hour of a clock that is ahead', () => {
    assert.deepEqual(coverOf('vol-a', [copy(24, 'good')], now, day), { snapshot: 'snap-01234567' })
    assert.deepEqual(coverOf('vol-a', [copy(-1, 'good')], now, day), { snapshot: 'snap-01234567' })
    assert.ok('why' in coverOf('vol-a', [copy(24.01, 'good')], now, day))
    assert.ok('why' in coverOf('vol-a', [copy(-1.01, 'good')], now, day))
  })

  it('stays shut when the plan does not say which volume it is', () => {
    assert.equal(uncovered([{ address: 'x', id: null }], [copy(1, 'good')], now, day).length, 1)
  })
})
