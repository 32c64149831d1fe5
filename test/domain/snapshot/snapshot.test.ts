import assert from 'node:assert/strict'
import { belongsTo, newestFirst, verdictOf } from '../../../src/domain/snapshot/snapshot.ts'
import { snapshotTags } from '../../../src/domain/snapshot/tags.ts'

const at = '2026-11-24T03:00:00.000Z'

describe('the verdict on a snapshot', () => {
  const of = (verdict: string | null, verifiedAt: string | null, seconds: string | null = null) =>
    verdictOf({
      tags: {
        ...(verdict === null ? {} : { [snapshotTags.verdict]: verdict }),
        ...(verifiedAt === null ? {} : { [snapshotTags.verifiedAt]: verifiedAt }),
        ...(seconds === null ? {} : { [snapshotTags.recoverySeconds]: seconds }),
      },
    })

  it('is what the last verification wrote', () => {
    assert.deepEqual(of('good', at, '12.5'), { good: true, at, recoverySeconds: 12.5 })
    assert.deepEqual(of('bad', at), { good: false, at, recoverySeconds: null })
    assert.equal(of('good', at, 'soon')?.recoverySeconds, null)
  })

  // Whoever may tag can write these: a word that is not ours proves nothing, good or bad.
  const none: readonly [string, string | null, string | null][] = [
    ['another word', 'fine', at],
    ['good in capitals', 'GOOD', at],
    ['no word', null, at],
    ['no time', 'good', null],
    ['a time that is none', 'good', 'yesterday'],
    ['a bad one without a time', 'bad', ''],
  ]
  for (const [what, verdict, time] of none) {
    it(`is none with ${what}`, () => assert.equal(of(verdict, time), null))
  }
})

describe('whose a snapshot is', () => {
  const realm = { project: 'shop', environment: 'prod', account: '111111111111' }
  const tags = { Project: 'shop', Environment: 'prod' }
  const ours = { owner: realm.account, tags }

  it('is told by its account and both tags', () => {
    assert.equal(belongsTo(ours, realm), true)
    for (const other of [
      { owner: '222222222222' },
      { tags: { ...tags, Project: 'blog' } },
      { tags: { ...tags, Environment: 'dev' } },
      { tags: {} },
    ])
      assert.equal(belongsTo({ ...ours, ...other }, realm), false)
  })
})

describe('newest first', () => {
  it('never wavers: of the same moment the greater ID, of the same ID neither', () => {
    const one = (id: string, startedAt = at) => ({ id, startedAt })
    assert.equal(newestFirst(one('a', '2026-11-24T03:00:00.001Z'), one('b')), -1)
    assert.equal(newestFirst(one('b'), one('a', '2026-11-24T03:00:00.001Z')), 1)
    assert.equal(newestFirst(one('a'), one('b')), 1)
    assert.equal(newestFirst(one('b'), one('a')), -1)
    assert.equal(newestFirst(one('a'), one('a')), 0)
  })
})
