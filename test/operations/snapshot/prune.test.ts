import assert from 'node:assert/strict'
import { runOperation } from '../../../src/engine/index.ts'
import type { SnapshotContext } from '../../../src/operations/snapshot/context.ts'
import { snapshotPrune } from '../../../src/operations/snapshot/prune.ts'
import { data, Setting } from './setting.ts'

/** A whole copy of so many hours ago. */
function copy(s: Setting, hours: number, source = s.volume): string {
  const id = s.ebs.next('snap')
  const startedAt = new Date(s.time - hours * 3_600_000).toISOString()
  const tags = { ...data, 'opsctl:operation': `op-${hours}` }
  const rest = { state: 'completed' as const, progress: 100, sizeGib: 8, encrypted: true }
  s.ebs.snapshots.set(id, { id, source, startedAt, owner: '111111111111', tags, ...rest })
  return id
}

const prune = (s: Setting, input: object, more: Partial<SnapshotContext> = {}) => {
  const made = s.operation('snapshot prune', snapshotPrune(), input)
  const context = { ...(made.context as object), ...more }
  return runOperation({ ...made, context } as never, s.bench.deps())
}

describe('what a prune looks at', () => {
  it('without a selector is also what was copied of a volume that is gone', async () => {
    const s = new Setting()
    const gone = 'vol-0fedcba9876543210'
    const [kept] = [1, 2].map((hours) => copy(s, hours, gone))
    await prune(s, {})
    assert.deepEqual([...s.ebs.snapshots.keys()], [kept])
  })

  it('with the name of an RDS instance is its copies alone', async () => {
    const s = new Setting()
    const live = s.rds.add('shop-prod', data)
    const tags = { ...data, 'opsctl:operation': 'op' }
    for (const [name, day] of [
      ['new', 23],
      ['old', 22],
    ] as const)
      s.rds.addSnapshot(name, live, tags, { startedAt: `2026-11-${day}T00:00:00.000Z` })
    for (const hours of [1, 2]) copy(s, hours)
    await prune(s, { of: 'shop-prod' })
    assert.deepEqual([...s.rds.snapshots.keys()], ['new'])
    assert.equal(s.ebs.snapshots.size, 2)
  })

  for (const [text, code] of [
    ['vol-0fedcba9876543210', 'NO_VOLUME'],
    ['*', 'BAD_INPUT'],
    ['', 'BAD_INPUT'],
    ['DataOf=*', 'BAD_INPUT'],
  ] as const) {
    it(`with the selector ${JSON.stringify(text)} is nothing`, async () => {
      const s = new Setting()
      for (const hours of [1, 2]) copy(s, hours)
      await assert.rejects(prune(s, { of: text }), { code })
      assert.equal(s.ebs.snapshots.size, 2)
    })
  }

  it('is read no second time where nothing is to go', async () => {
    const s = new Setting()
    copy(s, 1)
    let reads = 0
    const read = async () => {
      reads += 1
      return { needed: new Map(), unread: [] }
    }
    await prune(s, {}, { needs: { read } })
    assert.equal(reads, 1)
  })
})
