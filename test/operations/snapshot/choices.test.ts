import assert from 'node:assert/strict'
import { resumeOperation, runOperation } from '../../../src/engine/index.ts'
import { newestSnapshot, refuseSnapshotId } from '../../../src/operations/snapshot/choose.ts'
import type { SnapshotContext } from '../../../src/operations/snapshot/context.ts'
import { selectSources, snapshotCreate } from '../../../src/operations/snapshot/create.ts'
import { snapshotPrune } from '../../../src/operations/snapshot/prune.ts'
import { snapshotRestore } from '../../../src/operations/snapshot/restore.ts'
import { data, own, Setting } from './setting.ts'
import { swapSetting } from './swap-setting.ts'

const stranger = { read: async () => ({ account: '222222222222', arn: '' }) }

function copy(s: Setting, hours: number, more: object = {}): string {
  const id = s.ebs.next('snap')
  const startedAt = new Date(s.time - hours * 3_600_000).toISOString()
  const rest = { state: 'completed' as const, progress: 100, sizeGib: 8, encrypted: true }
  const tags = { ...data, 'opsctl:operation': `op-${hours}` }
  const made = { id, source: s.volume, startedAt, owner: '111111111111', tags, ...rest, ...more }
  s.ebs.snapshots.set(id, made as never)
  return id
}

describe('which snapshot is the newest', () => {
  it('is the newest whole one of the environment, and not one that others own', async () => {
    const s = new Setting()
    copy(s, 5)
    const wanted = copy(s, 3)
    copy(s, 4)
    copy(s, 2, { state: 'pending' })
    copy(s, 1, { owner: '222222222222' })
    assert.equal(await newestSnapshot(s.context({})), wanted)
  })

  it('is none where none is whole', async () => {
    const s = new Setting()
    copy(s, 2, { state: 'error' })
    await assert.rejects(newestSnapshot(s.context({})), { code: 'NO_SNAPSHOT' })
  })

  it('is not told to the credentials of another account', async () => {
    const s = new Setting()
    copy(s, 2)
    const asked = newestSnapshot({ ...s.context({}), identity: stranger })
    await assert.rejects(asked, { code: 'WRONG_ACCOUNT', exitCode: 2 })
  })
})

describe("a snapshot's ID", () => {
  it('is refused before anything is asked when it can be none', () => {
    refuseSnapshotId('snap-01234567')
    for (const wrong of ['vol-01234567', 'snap-1', '*', ''])
      assert.throws(() => refuseSnapshotId(wrong), { code: 'BAD_INPUT', exitCode: 2 })
  })
})

describe('what a selector selects', () => {
  it('is what a swap set aside only when it is named', async () => {
    const s = new Setting()
    const aside = s.ebs.addVolume({ ...data, 'opsctl:set-aside': 'op' })
    s.rds.add('shop-prod', data)
    s.rds.add('shop-prod-aside', { ...data, 'opsctl:set-aside': 'op' })
    const ids = async (of?: string) => {
      const found = await selectSources(s.context(of === undefined ? {} : { of }))
      return [...found.volumes.map((one) => one.id), ...found.databases.map((one) => one.name)]
    }
    assert.deepEqual(await ids(), [s.volume, 'shop-prod'])
    assert.deepEqual(await ids('DataOf=postgres'), [s.volume, 'shop-prod'])
    assert.deepEqual(await ids(aside), [aside])
    assert.deepEqual(await ids('shop-prod-aside'), ['shop-prod-aside'])
  })

  it('is what carries the tag, or holds data, in this environment alone', async () => {
    const s = new Setting()
    const files = s.ebs.addVolume({ ...data, DataOf: 'files' })
    s.ebs.addVolume(own)
    s.ebs.addVolume({ ...data, Environment: 'dev' })
    const ids = async (of?: string) =>
      (await selectSources(s.context(of === undefined ? {} : { of }))).volumes.map((one) => one.id)
    assert.deepEqual(await ids(), [s.volume, files])
    assert.deepEqual(await ids('DataOf=files'), [files])
  })

  it('is named when there is nothing', async () => {
    const s = new Setting()
    s.ebs.volumes.clear()
    const what = async (of?: string) => selectSources(s.context(of === undefined ? {} : { of }))
    await assert.rejects(what(), { code: 'NO_VOLUME', message: /HoldsData=true/ })
    await assert.rejects(what('DataOf=files'), { code: 'NO_VOLUME', message: /DataOf=files/ })
  })

  it('is nothing of another environment', async () => {
    const s = new Setting()
    const other = s.ebs.addVolume({ ...data, Environment: 'dev' })
    await assert.rejects(selectSources(s.context({ of: other })), { code: 'NO_VOLUME' })
  })
})

describe('snapshot create', () => {
  const create = (s: Setting, more: Partial<SnapshotContext> = {}) => {
    const made = s.operation('snapshot create', snapshotCreate(), {})
    const context = { ...(made.context as object), ...more }
    return runOperation({ ...made, context }, s.bench.deps())
  }

  it('is refused with the credentials of another account', async () => {
    const s = new Setting()
    await assert.rejects(create(s, { identity: stranger }), { code: 'WRONG_ACCOUNT' })
    assert.deepEqual(s.ebs.effects, [])
  })

  it('settles no database where the volume holds none, or hangs at no host', async () => {
    const without: ((s: Setting) => void)[] = [
      (s) =>
        s.ebs.volumes.set(s.volume, { ...found(s), tags: { ...data, DataOf: 'files' } } as never),
      (s) => s.ebs.volumes.set(s.volume, { ...found(s), attachment: null } as never),
    ]
    for (const change of without) {
      const s = new Setting()
      change(s)
      const { facts } = await create(s)
      assert.equal(facts['database'], null)
      assert.deepEqual(s.mortal, [])
    }
  })

  it('writes what the database said on the copy of its own volume alone', async () => {
    const s = new Setting()
    const files = s.ebs.addVolume({ ...data, DataOf: 'files' })
    await create(s)
    const tags = (source: string) =>
      [...s.ebs.snapshots.values()].find((one) => one.source === source)?.tags ?? {}
    assert.equal('opsctl:lsn' in tags(s.volume), true)
    assert.equal('opsctl:lsn' in tags(files), false)
  })

  it('asks again only after an answer that was lost, and not for ever', async () => {
    const s = new Setting()
    const { writer } = s.context({})
    let asked = 0
    const refused = async () => {
      asked += 1
      throw new Error('SnapshotLimitExceeded')
    }
    await assert.rejects(create(s, { writer: { ...writer, create: refused } }), /SnapshotLimit/)
    assert.equal(asked, 1)
    const lost = new Setting()
    const { LostReply } = await import('../../../src/ports/snapshots.ts')
    const never = async () => {
      asked += 1
      throw new LostReply('CreateSnapshot', new Error('socket hang up'))
    }
    asked = 0
    await assert.rejects(create(lost, { writer: { ...lost.context({}).writer, create: never } }))
    assert.equal(asked, 4)
  })
})

const found = (s: Setting) => s.ebs.volumes.get(s.volume) as never as object

describe('snapshot prune', () => {
  const prune = (s: Setting, more: Partial<SnapshotContext> = {}) => {
    const made = s.operation('snapshot prune', snapshotPrune(), {})
    const context = { ...(made.context as object), ...more }
    return runOperation({ ...made, context } as never, s.bench.deps())
  }

  it('is refused with the credentials of another account', async () => {
    const s = new Setting()
    for (const hours of [1, 2]) copy(s, hours)
    await assert.rejects(prune(s, { identity: stranger }), { code: 'WRONG_ACCOUNT' })
    assert.equal(s.ebs.snapshots.size, 2)
  })

  it('is refused with rules that keep nothing', async () => {
    const s = new Setting()
    const { settings } = s.context({})
    const keep = { ...settings.keep, last: 0 }
    const asked = prune(s, { settings: { ...settings, keep } })
    await assert.rejects(asked, { code: 'BAD_INPUT', exitCode: 2 })
  })

  it('is refused before anything is read where nobody can be asked', async () => {
    const s = new Setting()
    const { prompt } = s.context({})
    const assertAnswerable = () => {
      throw new Error('no terminal')
    }
    const identity = { read: () => assert.fail('AWS was asked') }
    await assert.rejects(
      prune(s, { prompt: { ...prompt, assertAnswerable }, identity }),
      /terminal/,
    )
  })

  it('stops when it is interrupted, says how far it came, and goes on from there', async () => {
    const s = new Setting()
    for (const hours of [1, 2, 3, 4]) copy(s, hours)
    const stop = new AbortController()
    const made = s.operation('snapshot prune', snapshotPrune(), {})
    const { writer } = s.context({})
    const remove = async (id: string) => {
      await writer.remove(id)
      stop.abort()
    }
    const context = { ...(made.context as object), writer: { ...writer, remove } }
    const deps = s.bench.deps(undefined, { signal: stop.signal })
    await assert.rejects(runOperation({ ...made, context } as never, deps), {
      code: 'INTERRUPTED',
      now: /1 of 3 were removed\.$/,
    })
    assert.equal(s.ebs.snapshots.size, 3)
    const end = await resumeOperation(made, s.bench.deps())
    assert.deepEqual([end.outcome, s.ebs.snapshots.size], ['done', 1])
  })

  it('asks nothing where nothing is to go', async () => {
    const s = new Setting()
    copy(s, 1)
    s.answer = false
    assert.equal((await prune(s)).outcome, 'done')
  })

  it('counts the last ten deployments and rollbacks that went well, and no more', async () => {
    const s = new Setting()
    copy(s, 1)
    const ids = Array.from({ length: 14 }, (_, n) => copy(s, n + 2))
    ids.forEach((snapshot, n) => {
      const id = `202611${String(27 - n).padStart(2, '0')}t000000z-00000001`
      const entry = {
        ...{ schema: 1, fence: 1, steps: [], id, environment: 'prod', input: { snapshot } },
        kind: n % 2 === 0 ? 'deploy' : 'rollback',
        outcome: n === 3 ? 'aborted' : 'done',
        facts: {},
      }
      const body = JSON.stringify(entry)
      s.bench.disk.documents.set(`ledger/prod/${id}.json`, { body, tag: 1 })
    })
    await prune(s)
    const left = ids.map((id) => s.ebs.snapshots.has(id))
    // Ten of those that went well: the first eleven but for the one that was aborted.
    assert.deepEqual(
      left,
      ids.map((_, n) => n !== 3 && n < 11),
    )
  })

  it('removes nothing when the ledger cannot be read', async () => {
    const s = new Setting()
    for (const hours of [1, 2]) copy(s, hours)
    s.bench.disk.documents.set('ledger/prod/20261101t000000z-00000001.json', { body: '{', tag: 1 })
    await prune(s)
    assert.equal(s.ebs.snapshots.size, 2)
  })
})

describe('snapshot restore --swap', () => {
  const swap = (id: (w: ReturnType<typeof swapSetting>) => string, more = {}) => {
    const world = swapSetting()
    const made = world.operation(id(world))
    const context = { ...made.context, ...more }
    return { ...world, asked: () => runOperation({ ...made, context }, world.setting.bench.deps()) }
  }

  it('changes nothing when the answer is no', async () => {
    const { setting, asked } = swap(({ setting, snapshot }) => {
      setting.answer = false
      return snapshot
    })
    await assert.rejects(asked(), { code: 'DECLINED', exitCode: 5 })
    assert.deepEqual(setting.ebs.effects, [])
  })

  it('is refused before anything is read where nobody can be asked', async () => {
    const assertAnswerable = () => {
      throw new Error('no terminal')
    }
    const identity = { read: () => assert.fail('AWS was asked') }
    const { asked } = swap(({ snapshot }) => snapshot, { prompt: { assertAnswerable }, identity })
    await assert.rejects(asked(), /no terminal/)
  })

  const wrongBacks: readonly [string, (w: ReturnType<typeof swapSetting>) => string][] = [
    [
      'of another environment',
      ({ setting }) =>
        setting.ebs.addVolume({ ...data, Environment: 'dev', 'opsctl:set-aside': 'op' }),
    ],
    [
      'that hangs at a host',
      ({ setting }) => {
        const attachment = { instance: setting.host, device: '/dev/sdz', state: 'attached' }
        const tags = { ...data, 'opsctl:set-aside': 'op' }
        return setting.ebs.addVolume(tags, { state: 'in-use', attachment })
      },
    ],
    ['that is not there', () => 'vol-0fedcba9876543210'],
  ]
  for (const [what, id] of wrongBacks) {
    it(`goes no way back to a volume ${what}`, async () => {
      const { setting, asked } = swap(id)
      await assert.rejects(asked(), { code: 'BAD_INPUT', exitCode: 2 })
      assert.deepEqual(setting.ebs.effects, [])
    })
  }

  const lives: readonly [string, (s: Setting) => void, RegExp][] = [
    ['none', (s) => s.ebs.volumes.clear(), /an attached volume that holds data/],
    [
      'none that is attached',
      (s) => {
        s.ebs.volumes.clear()
        s.ebs.addVolume(data)
      },
      /an attached volume that holds data/,
    ],
    [
      'two',
      (s) => {
        const attachment = { instance: s.host, device: '/dev/sdg', state: 'attached' }
        s.ebs.addVolume(data, { state: 'in-use', attachment })
      },
      /exactly one live volume/,
    ],
  ]
  for (const [what, change, message] of lives) {
    it(`is refused when of live volumes there is ${what}`, async () => {
      for (const recipe of [true, false]) {
        const s = new Setting()
        const id = copy(s, 1)
        change(s)
        const made = s.operation('snapshot restore', snapshotRestore(recipe), { id })
        await assert.rejects(runOperation(made, s.bench.deps()), { code: 'NO_VOLUME', message })
        assert.deepEqual(s.ebs.effects, [])
      }
    })
  }

  it('goes the way back to the place of the volume with the same data, where two serve', async () => {
    const { setting, asked } = swap(({ setting, terraform }) => {
      const attachment = { instance: setting.host, device: '/dev/sdg', state: 'attached' }
      const files = { ...data, DataOf: 'files' }
      const live = setting.ebs.addVolume(files, { state: 'in-use', attachment })
      terraform.state.clear()
      assert.ok(live)
      return setting.ebs.addVolume({ ...files, 'opsctl:set-aside': 'op' })
    })
    const { facts } = await asked()
    const devices = [...setting.ebs.volumes.values()].map((one) => one.attachment?.device)
    assert.equal(facts['device'], '/dev/sdg')
    assert.equal(setting.ebs.volumes.get(setting.volume)?.attachment?.device, '/dev/sdf')
    assert.deepEqual(devices.toSorted(), ['/dev/sdf', '/dev/sdg', undefined])
  })

  it('takes a volume for live although one that was set aside still hangs at a host', async () => {
    const s = new Setting()
    const attachment = { instance: s.host, device: '/dev/sdg', state: 'attached' }
    s.ebs.addVolume({ ...own, HoldsData: 'true', 'opsctl:set-aside': 'op' }, { attachment })
    const made = s.operation('snapshot restore', snapshotRestore(false), { id: copy(s, 1) })
    const { facts } = await runOperation(made, s.bench.deps())
    assert.equal(facts['source'], s.volume)
  })
})
