import assert from 'node:assert/strict'
import { abortOperation, resumeOperation, runOperation } from '../../../src/engine/index.ts'
import { readSelector, snapshotCreate } from '../../../src/operations/snapshot/create.ts'
import { snapshotPrune } from '../../../src/operations/snapshot/prune.ts'
import { refuseBad } from '../../../src/operations/snapshot/verdict.ts'
import { snapshotVerify } from '../../../src/operations/snapshot/verify.ts'
import { data, own, Setting, settled } from './setting.ts'

const create = (s: Setting, input = {}) =>
  runOperation(s.operation('snapshot create', snapshotCreate(), input), s.bench.deps())

describe('snapshot create', () => {
  it('tags the copy with what it is a copy of, and Terraform’s tags come along', async () => {
    const s = new Setting()
    await create(s)
    const [made] = [...s.ebs.snapshots.values()]
    assert.deepEqual(made?.tags, {
      ...data,
      'opsctl:operation': '20261123t120000z-00000001',
      'opsctl:version': '1.2.3',
      'opsctl:commit': 'abc',
      'opsctl:lsn': settled.lsn,
      'opsctl:system': settled.system,
      'opsctl:schema': settled.schema,
      'opsctl:tables': '3',
    })
  })

  for (const lost of [1, 2, 3]) {
    it(`makes one copy when ${lost} answers get lost`, async () => {
      const s = new Setting()
      s.ebs.loseReplies = lost
      await create(s)
      assert.equal(s.ebs.snapshots.size, 1)
    })
  }

  it('tells how old the oldest of its copies is, and waits a little before it asks again', async () => {
    const s = new Setting()
    const files = s.ebs.addVolume({ ...data, DataOf: 'files' })
    const began = s.time
    s.ebs.loseReplies = 1
    const { facts } = await create(s)
    assert.equal(facts['dataAt'], new Date(began).toISOString())
    assert.equal(s.time - began, 2000)
    assert.ok([...s.ebs.snapshots.values()].some((one) => one.source === files))
  })

  it('stops at an instance that is gone meanwhile', async () => {
    const s = new Setting()
    s.rds.add('shop-prod', data)
    const made = s.operation('snapshot create', snapshotCreate(), { of: 'shop-prod' })
    const context = made.context as { databases: object }
    const gone = { ...context, databases: { ...context.databases, find: async () => null } }
    await assert.rejects(runOperation({ ...made, context: gone }, s.bench.deps()), {
      code: 'NO_VOLUME',
    })
    assert.deepEqual(s.rds.effects, [])
  })

  it('leaves a snapshot that stays pending to a person, resumable and abortable', async () => {
    const s = new Setting()
    s.ebs.snapshotState = 'pending'
    await assert.rejects(create(s, { waitMinutes: 10 }), { code: 'SNAPSHOT_NOT_READY' })
    assert.equal(s.bench.ledger().outcome, 'unfinished')
    await abortOperation(
      s.operation('snapshot create', snapshotCreate(), { waitMinutes: 10 }),
      s.bench.deps(),
    )
    assert.equal(s.ebs.snapshots.size, 0)
  })

  it('resumes one that stayed pending: waits for the same copy again, and asks for no other', async () => {
    const s = new Setting()
    s.ebs.snapshotState = 'pending'
    const again = () =>
      resumeOperation(
        s.operation('snapshot create', snapshotCreate(), { waitMinutes: 10 }),
        s.bench.deps(),
      )
    const pending = { code: 'SNAPSHOT_NOT_READY', message: /is pending after 10 minutes/ }
    await assert.rejects(create(s, { waitMinutes: 10 }), pending)
    const began = s.time
    await assert.rejects(again(), pending)
    assert.ok(s.time - began >= 600_000, 'it did not wait anew')
    const [[id, made] = ['', null]] = s.ebs.snapshots
    s.ebs.snapshots.set(id, { ...made, state: 'completed' } as never)
    const end = await again()
    assert.equal(end.outcome, 'done')
    assert.deepEqual(end.facts['snapshots'], [id])
    assert.equal(s.ebs.snapshots.size, 1)
  })

  it('gives up at once on one that AWS could not make', async () => {
    const s = new Setting()
    s.ebs.snapshotState = 'error'
    const began = s.time
    await assert.rejects(create(s), { code: 'SNAPSHOT_NOT_READY', message: /is error/ })
    assert.equal(s.time, began)
  })

  it('does not copy what a swap set aside', async () => {
    const s = new Setting()
    s.ebs.addVolume({ ...data, 'opsctl:set-aside': 'op' })
    await create(s)
    assert.deepEqual(
      [...s.ebs.snapshots.values()].map((one) => one.source),
      [s.volume],
    )
  })

  it('says that nothing fits, and refuses selectors that could mean everything', async () => {
    await assert.rejects(create(new Setting(), { of: 'DataOf=mysql' }), { code: 'NO_VOLUME' })
    for (const wrong of ['', '*', 'DataOf=*']) {
      assert.throws(() => readSelector(wrong), { code: 'BAD_INPUT', exitCode: 2 })
    }
  })
})

describe('snapshot prune', () => {
  const copy = (s: Setting, day: number) => {
    const id = s.ebs.next('snap')
    const startedAt = new Date(s.time - day * 86_400_000).toISOString()
    const rest = {
      state: 'completed' as const,
      progress: 100,
      sizeGib: 8,
      encrypted: true,
      owner: '111111111111',
    }
    s.ebs.snapshots.set(id, {
      id,
      source: s.volume,
      startedAt,
      tags: { ...data, 'opsctl:operation': `op-${day}` },
      ...rest,
    })
    return id
  }
  const prune = (s: Setting, context = {}) => {
    const operation = s.operation('snapshot prune', snapshotPrune(), {})
    return runOperation(
      { ...operation, context: { ...(operation.context as object), ...context } },
      s.bench.deps(),
    )
  }

  it('keeps what a deployment in the ledger names, and what an unfinished operation works on', async () => {
    const s = new Setting()
    const [newest, deployed, running, old] = [0, 1, 2, 3].map((day) => copy(s, day))
    const entry = (id: string, kind: string, outcome: string, facts: object) =>
      s.bench.disk.documents.set(`ledger/prod/${id}.json`, {
        body: JSON.stringify({
          schema: 1,
          fence: 1,
          steps: [],
          id,
          kind,
          environment: 'prod',
          outcome,
          facts,
          input: {},
        }),
        tag: 1,
      })
    entry('20261101t000000z-00000001', 'deploy', 'done', { before: { snapshot: deployed } })
    entry('20261101t000000z-00000002', 'snapshot verify', 'unfinished', { snapshot: running })
    await prune(s)
    assert.deepEqual([...s.ebs.snapshots.keys()], [newest, deployed, running])
    assert.ok(!s.ebs.snapshots.has(old ?? ''))
  })

  it('removes nothing when what needs snapshots cannot be read', async () => {
    const s = new Setting()
    for (const day of [0, 1, 2]) copy(s, day)
    await prune(s, {
      needs: { read: async () => ({ needed: new Map(), unread: ['the machine images'] }) },
    })
    assert.equal(s.ebs.snapshots.size, 3)
  })

  it('removes at most so many at once, at the pace of the limit, and the next run goes on', async () => {
    const s = new Setting()
    for (let day = 0; day < 71; day++) copy(s, day)
    const settings = { ...s.context({}).settings, maxRemovals: 60 }
    const began = s.time
    const { facts } = await prune(s, { settings })
    assert.deepEqual(
      [facts['removed'], facts['kept'], facts['later'], s.ebs.snapshots.size],
      [60, 1, 10, 11],
    )
    // Fifty at once, then five a second.
    assert.equal(facts['estimateSeconds'], 2)
    assert.equal(s.time - began, 2000)
    const actions = [...s.shown].map(({ action }) => action)
    assert.deepEqual(
      [actions.length, actions[0], actions[1], actions[70]],
      [71, 'keep', 'later', 'remove'],
    )
    s.bench.disk.documents.clear()
    const again = new Setting()
    for (const [id, one] of s.ebs.snapshots) again.ebs.snapshots.set(id, one)
    assert.equal((await prune(again, { settings })).facts['removed'], 10)
    assert.equal(again.ebs.snapshots.size, 1)
  })

  it('of one volume leaves the copies of another', async () => {
    const s = new Setting()
    const ids = [0, 1, 2].map((day) => copy(s, day))
    const other = s.ebs.addVolume({ ...data, DataOf: 'files' })
    const [old = '', older = ''] = [3, 4].map((day) => copy(s, day))
    for (const id of [old, older])
      s.ebs.snapshots.set(id, { ...s.ebs.snapshots.get(id), source: other } as never)
    const operation = s.operation('snapshot prune', snapshotPrune(), { of: s.volume })
    await runOperation(operation, s.bench.deps())
    assert.deepEqual([...s.ebs.snapshots.keys()], [ids[0], old, older])
  })

  it('removes nothing when the answer is no', async () => {
    const s = new Setting()
    for (const day of [0, 1]) copy(s, day)
    s.answer = false
    await assert.rejects(prune(s), { code: 'DECLINED', exitCode: 5 })
    assert.equal(s.ebs.snapshots.size, 2)
  })

  it('does not remove what nobody was shown, though nothing keeps it', async () => {
    const s = new Setting()
    for (const day of [0, 1]) copy(s, day)
    let later = ''
    let asked = 0
    const read = async () => {
      if (asked++ === 0) later = copy(s, 9)
      return { needed: new Map(), unread: [] }
    }
    await prune(s, { needs: { read } })
    assert.ok(s.ebs.snapshots.has(later))
    assert.equal(s.ebs.snapshots.size, 2)
  })

  it('does not remove what came to be needed after the question', async () => {
    const s = new Setting()
    const [, old = ''] = [0, 1].map((day) => copy(s, day))
    let asked = 0
    const read = async () => ({
      needed: asked++ === 0 ? new Map() : new Map([[old, ['AMI ami-1']]]),
      unread: [],
    })
    await prune(s, { needs: { read } })
    assert.ok(s.ebs.snapshots.has(old))
  })
})

describe('snapshot verify', () => {
  const verify = (s: Setting, input = {}) =>
    runOperation(s.operation('snapshot verify', snapshotVerify(), input), s.bench.deps())
  const withCopy = () => {
    const s = new Setting()
    const id = s.ebs.next('snap')
    const rest = {
      state: 'completed' as const,
      progress: 100,
      sizeGib: 8,
      encrypted: true,
      owner: '111111111111',
    }
    s.ebs.snapshots.set(id, {
      id,
      source: s.volume,
      startedAt: new Date(s.time - 3_600_000).toISOString(),
      tags: { ...data, 'opsctl:operation': 'op' },
      ...rest,
    })
    return { s, id }
  }

  it('writes the verdict, the recovery time and the age of the data, and leaves nothing behind', async () => {
    const { s, id } = withCopy()
    const end = await verify(s)
    const tags = s.ebs.snapshots.get(id)?.tags ?? {}
    assert.equal(tags['opsctl:verdict'], 'good')
    assert.deepEqual(
      [tags['opsctl:recovery-seconds'], tags['opsctl:data-age-seconds']],
      // A second each until the volume is there and attached, and two of the database's own start.
      ['4', '3600'],
    )
    assert.deepEqual(s.left(), [])
    refuseBad(end.facts)
  })

  const bad: readonly [string, object][] = [
    [
      'a check that says no',
      {
        good: false,
        checks: [{ name: 'pages as copied', good: false, found: 'x' }],
        startSeconds: null,
      },
    ],
    ['no report at all', {}],
  ]
  for (const [what, report] of bad) {
    it(`calls ${what} bad, exit 5, and still takes everything away`, async () => {
      const { s, id } = withCopy()
      s.told['snapshot_verify.yml'] = { copy_report: report }
      const end = await verify(s)
      assert.equal(s.ebs.snapshots.get(id)?.tags['opsctl:verdict'], 'bad')
      assert.deepEqual(s.left(), [])
      assert.throws(() => refuseBad(end.facts), { code: 'SNAPSHOT_BAD', exitCode: 5 })
    })
  }

  const refusals: readonly [string, object, object, string][] = [
    ['of another account', { owner: '222222222222' }, {}, 'SNAPSHOT_FOREIGN'],
    ['of another environment', { tags: { ...own, Environment: 'dev' } }, {}, 'SNAPSHOT_FOREIGN'],
    ['that is pending', { state: 'pending' }, {}, 'SNAPSHOT_NOT_READY'],
    ['that is not encrypted', { encrypted: false }, {}, 'SNAPSHOT_EXPOSED'],
  ]
  for (const [what, more, input, code] of refusals) {
    it(`refuses one ${what} before anything is made`, async () => {
      const { s, id } = withCopy()
      s.ebs.snapshots.set(id, { ...s.ebs.snapshots.get(id), ...more } as never)
      await assert.rejects(verify(s, { id, ...input }), { code })
      assert.deepEqual(s.left(), [])
    })
  }

  it('refuses one that is shared with everybody, unless it is allowed', async () => {
    const { s, id } = withCopy()
    const operation = s.operation('snapshot verify', snapshotVerify(), { id })
    const context = operation.context as { reader: object }
    const open = { ...context, reader: { ...context.reader, sharing: async () => 'public' } }
    await assert.rejects(runOperation({ ...operation, context: open }, s.bench.deps()), {
      code: 'SNAPSHOT_EXPOSED',
      exitCode: 5,
    })
    const allowed = { ...open, input: { id, allowExposed: true } }
    const again = new Setting()
    assert.ok(again)
    assert.equal(
      (
        await runOperation(
          { ...operation, id: '20261123t120000z-00000002', context: allowed },
          s.bench.deps(),
        )
      ).outcome,
      'done',
    )
  })
})
