import assert from 'node:assert/strict'
import { snapshotResults } from '../../../src/cli/results/snapshot.ts'
import { snapshotList } from '../../../src/operations/snapshot/list.ts'
import { paintFor } from '../../../src/ui/paint.ts'
import { snapshotsText } from '../../../src/ui/snapshot-list-view.ts'
import { data, Setting } from './setting.ts'

/** A copy of so many hours ago. */
function copy(s: Setting, hours: number, more: object = {}, tags: object = {}): string {
  const id = s.ebs.next('snap')
  s.ebs.snapshots.set(id, {
    id,
    source: s.volume,
    startedAt: new Date(s.time - hours * 3_600_000).toISOString(),
    state: 'completed',
    progress: 100,
    sizeGib: 8,
    encrypted: true,
    owner: '111111111111',
    tags: { ...data, 'opsctl:operation': `op-${hours}`, ...tags },
    ...more,
  })
  return id
}

const verified = (word: string, seconds?: string) => ({
  'opsctl:version': '1.2.3',
  'opsctl:commit': 'abc',
  'opsctl:schema': '0002_expand',
  'opsctl:verdict': word,
  'opsctl:verified-at': '2026-11-24T02:00:00.000Z',
  ...(seconds === undefined ? {} : { 'opsctl:recovery-seconds': seconds }),
})

describe('snapshot list', () => {
  it('tells of each its age, version, verdict and what keeps it, newest first', async () => {
    const s = new Setting()
    const bad = copy(s, 50, {}, verified('bad'))
    const good = copy(s, 5, {}, verified('good', '12.5'))
    const pending = copy(s, 0.01, { state: 'pending', progress: 3 })
    const byHand = copy(s, 100, { encrypted: false })
    delete s.ebs.snapshots.get(byHand)?.tags['opsctl:operation']
    const listed = await snapshotList(s.context({}))
    const by = new Map(listed.map((one) => [one.id, one]))
    assert.deepEqual([...by.keys()], [pending, good, bad, byHand])
    assert.deepEqual(by.get(good), {
      id: good,
      kind: 'volume',
      source: s.volume,
      startedAt: '2026-11-23T22:00:00.000Z',
      ageSeconds: 18_000,
      state: 'completed',
      sizeGib: 8,
      encrypted: true,
      version: '1.2.3',
      commit: 'abc',
      schema: '0002_expand',
      operation: 'op-5',
      verified: { good: true, at: '2026-11-24T02:00:00.000Z', recoverySeconds: 12.5 },
      keptBy: ['last 1', 'newest verified'],
      exposed: null,
    })
    assert.deepEqual(
      [pending, bad, byHand].map((id) => by.get(id)?.keptBy),
      [['is pending'], [], ['not made by opsctl']],
    )
    snapshotResults['snapshot list'].parse({ snapshots: listed })
    assert.deepEqual(snapshotsText(listed, paintFor(false), null).split('\n'), [
      'SNAPSHOT                SOURCE                 AGE   SIZE   VERSION  VERIFIED              KEPT BY',
      `${pending}  ${s.volume}  36 s  8 GiB  -        pending               is pending`,
      `${good}  ${s.volume}  5 h   8 GiB  1.2.3    60 min ago in 12.5 s  last 1, newest verified`,
      `${bad}  ${s.volume}  2 d   8 GiB  1.2.3    BAD, 60 min ago       nothing`,
      `${byHand}  ${s.volume}  4 d   8 GiB  -        never                 not made by opsctl`,
      '',
    ])
  })

  it('with an audit tells what is open to others, and asks that of every one', async () => {
    const s = new Setting()
    const ids = Array.from({ length: 20 }, (_, n) => copy(s, n, { encrypted: n !== 2 }))
    const context = s.context({})
    const sharing = async (id: string) =>
      id === ids[0] ? 'public' : id === ids[1] || id === ids[2] ? 'shared' : 'private'
    const reader = { ...context.reader, sharing } as typeof context.reader
    const listed = await snapshotList({ ...context, reader }, true)
    assert.deepEqual(
      listed.slice(0, 4).map(({ exposed }) => exposed),
      [['public'], ['shared'], ['not encrypted', 'shared'], []],
    )
    assert.equal(listed.flatMap(({ exposed }) => exposed).length, 4)
    const [head = '', first = '', ...others] = snapshotsText(listed, paintFor(false), null).split(
      '\n',
    )
    assert.match(head, /VERIFIED {2}EXPOSED +KEPT BY$/)
    assert.match(first, / {2}public +last 1$/)
    assert.match(others[2] ?? '', / {2}no +nothing$/)
  })

  it('does not call a copy closed of which it could not be asked', async () => {
    const s = new Setting()
    copy(s, 1)
    const context = s.context({})
    const sharing = () => Promise.reject(new Error('UnauthorizedOperation'))
    const reader = { ...context.reader, sharing } as typeof context.reader
    await assert.rejects(snapshotList({ ...context, reader }, true), /UnauthorizedOperation/)
  })

  it('shows nothing with the credentials of another account', async () => {
    const s = new Setting()
    const identity = { read: async () => ({ account: '999999999999', arn: '' }) }
    await assert.rejects(snapshotList({ ...s.context({}), identity }), { code: 'WRONG_ACCOUNT' })
  })

  it('says so when there is none', async () => {
    const listed = await snapshotList(new Setting().context({}))
    assert.equal(snapshotsText(listed, paintFor(false), null), 'There is no snapshot.\n')
  })
})
