import assert from 'node:assert/strict'
import { Shelf, shelfOf } from '../../../src/domain/retention/shelf.ts'
import { newestFirst, type Snapshot } from '../../../src/domain/snapshot/snapshot.ts'
import { snapshotTags } from '../../../src/domain/snapshot/tags.ts'

const policy = { last: 1, daily: 0, weekly: 0, monthly: 0, yearly: 0, tags: ['Keep=yes'] }

function snapshot(n: number, startedAt: string, tags: Snapshot['tags'] = {}): Snapshot {
  return {
    id: `snap-${n}`,
    source: 'vol-a',
    startedAt,
    state: 'completed',
    progress: null,
    sizeGib: 8,
    encrypted: true,
    owner: '111111111111',
    tags,
  }
}

const times = [
  '2026-11-24T03:00:00.000Z',
  'soon',
  '2026-11-24T03:00:00Z',
  '',
  '1969-12-31T00:00:00.000Z',
]
// More than it has room for at first, so that it grew; of no two all else is the same.
const many = Array.from({ length: 200 }, (_, n) => ({
  ...snapshot(n, times[n % times.length] ?? ''),
  source: `vol-${n}`,
}))

describe('Shelf', () => {
  it('gives back what was put in, times that are none included', () => {
    const shelf = shelfOf(many)
    assert.equal(shelf.length, many.length)
    assert.deepEqual(
      many.map((_, row) => shelf.at(row)),
      many,
    )
  })

  it('keeps names of any length and letter', () => {
    const ids = ['', 'rds:ä-😀', 'x'.repeat(100_000), 'y']
    const shelf = shelfOf(ids.map((id) => ({ ...snapshot(1, ''), id })))
    assert.deepEqual(
      ids.map((_, row) => shelf.id(row)),
      ids,
    )
  })

  it('has the order of newestFirst', () => {
    const shelf = shelfOf(many)
    assert.deepEqual(
      Array.from(shelf.newestFirst(), (row) => shelf.at(row)),
      many.toSorted(newestFirst),
    )
  })

  it('for a prune keeps the tags that decide, once for all that have the same', () => {
    const shelf = new Shelf(policy)
    for (const n of ['1', '2']) {
      const tags = { Project: 'shop', Name: n, Keep: 'yes', 'aws:backup:x': n }
      shelf.add(snapshot(Number(n), '', { ...tags, [snapshotTags.operation]: n }))
    }
    assert.equal(shelf.common(0), shelf.common(1))
    const kept = { Project: 'shop', Keep: 'yes', 'aws:backup:x': '', [snapshotTags.operation]: '' }
    assert.deepEqual(shelf.common(0).tags, kept)
  })

  it('keeps apart what differs in anything that decides', () => {
    const one = snapshot(1, '', { Keep: 'yes' })
    const others: readonly Partial<Snapshot>[] = [
      { source: 'vol-b' },
      { state: 'pending' },
      { owner: '222222222222' },
      { tags: { Keep: 'no' } },
      { tags: {} },
    ]
    for (const other of others) {
      const shelf = shelfOf([one, { ...one, ...other }], policy)
      assert.deepEqual(shelf.at(1), { ...one, ...other })
    }
  })
})
