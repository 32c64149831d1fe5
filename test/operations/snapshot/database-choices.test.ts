import assert from 'node:assert/strict'
import { abortOperation, runOperation } from '../../../src/engine/index.ts'
import type { SnapshotContext, SnapshotInput } from '../../../src/operations/snapshot/context.ts'
import { removeDatabase } from '../../../src/operations/snapshot/database-wait.ts'
import { restoreDatabase } from '../../../src/operations/snapshot/restore-database.ts'
import { Power } from '../../engine/power.ts'
import { addresses, FakeTerraform } from './fake-terraform.ts'
import { data, Setting } from './setting.ts'

const old: SnapshotInput = { id: 'shop-prod-old' }
const aside = { ...data, 'opsctl:set-aside': 'op' }

/** An environment whose database is an RDS instance with one snapshot. */
function world(snapshot: object = {}) {
  const s = new Setting()
  s.ebs.volumes.clear()
  const live = s.rds.add('shop-prod', data)
  s.rds.addSnapshot('shop-prod-old', live, { ...data, 'opsctl:operation': 'op' }, snapshot)
  const terraform = new FakeTerraform()
  terraform.state.set(addresses.database, live.id)
  terraform.imported = (named) => s.rds.databases.get(named)?.id ?? 'nothing'
  const made = (swap: boolean, input: SnapshotInput, more: Partial<SnapshotContext> = {}) => {
    const built = s.operation('snapshot restore', restoreDatabase(swap), { swap, ...input })
    const context = {
      ...(built.context as SnapshotContext),
      infra: async () => terraform.context(new Power(), s) as never,
      ...more,
    }
    return { ...built, context }
  }
  const restore = (swap: boolean, input: SnapshotInput, more: Partial<SnapshotContext> = {}) =>
    runOperation(made(swap, input, more), s.bench.deps())
  return { s, live, made, restore }
}

for (const swap of [false, true]) {
  describe(`RDS: snapshot restore ${swap ? '--swap' : '--as-new'}`, () => {
    const refused: readonly [string, (w: ReturnType<typeof world>) => SnapshotInput, object][] = [
      ['a copy that is not encrypted', () => old, { code: 'SNAPSHOT_EXPOSED', exitCode: 5 }],
      [
        'a moment of an instance that is not there',
        () => ({ id: 'shop-other', at: '2026-11-24T00:00:00.000Z' }),
        { code: 'NO_VOLUME', message: /an RDS instance shop-other that holds data/ },
      ],
      [
        'a moment of an instance that was set aside',
        ({ s }) => {
          s.rds.add('shop-aside', aside)
          return { id: 'shop-aside', at: '2026-11-24T00:00:00.000Z' }
        },
        { code: 'NO_VOLUME' },
      ],
      [
        'a moment where two serve and none is named',
        ({ s }) => {
          s.rds.add('shop-more', data)
          return { at: '2026-11-24T00:00:00.000Z' }
        },
        { code: 'NO_VOLUME', message: /exactly one RDS instance/ },
      ],
      [
        'a moment where none serves',
        ({ s }) => {
          s.rds.databases.clear()
          return { at: '2026-11-24T00:00:00.000Z' }
        },
        { code: 'NO_VOLUME', message: /an RDS instance that holds data/ },
      ],
    ]
    for (const [what, input, error] of refused) {
      it(`refuses ${what}`, async () => {
        const w = world({ encrypted: false })
        w.s.rds.window = { from: '2026-11-20T00:00:00.000Z', until: '2026-11-24T02:55:00.000Z' }
        await assert.rejects(w.restore(swap, input(w)), error)
        assert.deepEqual(w.s.rds.effects, [])
      })
    }

    it('refuses an ID that is neither a copy nor an instance', async () => {
      const { s, restore } = world()
      const asked = restore(swap, { id: 'shop-never' })
      await assert.rejects(asked, { code: 'SNAPSHOT_UNKNOWN', exitCode: 2 })
      assert.deepEqual(s.rds.effects, [])
    })

    for (const wanted of ['shop-prod', 'another']) {
      it(`takes the instance that is meant where two serve (${wanted})`, async () => {
        const w = world()
        const other = w.s.rds.add('another', data)
        w.s.rds.addSnapshot('another-old', other, { ...data, 'opsctl:operation': 'op' })
        const { facts } = await w.restore(swap, { id: `${wanted}-old` })
        assert.equal(facts['live'], wanted)
        const again = world()
        again.s.rds.add('another', data)
        again.s.rds.window = { from: '2026-11-20T00:00:00.000Z', until: '2026-11-24T02:55:00.000Z' }
        const end = await again.restore(swap, { id: wanted, at: '2026-11-24T00:00:00.000Z' })
        assert.equal(end.facts['live'], wanted)
      })
    }

    it('takes no instance of another environment for the one that serves', async () => {
      const { s, live, restore } = world()
      s.rds.add('shop-dev', { ...data, Environment: 'dev' })
      s.rds.addSnapshot('shop-prod-lost', { ...live, id: 'db-gone' }, data)
      const { facts } = await restore(swap, { id: 'shop-prod-lost' })
      assert.equal(facts['live'], 'shop-prod')
    })

    it('without an ID takes the newest copy', async () => {
      const { s, live, restore } = world()
      const startedAt = new Date(s.time - 1000).toISOString()
      s.rds.addSnapshot('shop-prod-new', live, data, { startedAt })
      const { facts } = await restore(swap, {})
      assert.equal(facts['snapshot'], 'shop-prod-new')
    })

    it('is refused with the credentials of another account', async () => {
      const { s, restore } = world()
      const identity = { read: async () => ({ account: '222222222222', arn: '' }) }
      await assert.rejects(restore(swap, old, { identity }), { code: 'WRONG_ACCOUNT' })
      assert.deepEqual(s.rds.effects, [])
    })

    it('gives up on an instance that RDS cannot make, and an abort takes it away', async () => {
      const { s, made } = world()
      const { databases } = s.context({})
      const find = async (name: string) => {
        const found = await databases.find(name)
        return found?.state === 'creating' ? { ...found, state: 'incompatible-restore' } : found
      }
      const began = s.time
      const broken = made(swap, old, { databases: { ...databases, find } })
      await assert.rejects(runOperation(broken, s.bench.deps()), {
        code: 'SNAPSHOT_NOT_READY',
        message: /is incompatible-restore/,
      })
      assert.equal(s.time, began, 'it waited for what cannot come')
      await abortOperation(made(swap, old), s.bench.deps())
      assert.deepEqual([...s.rds.databases.keys()], ['shop-prod'])
    })

    it('waits an hour for an instance that is not there yet, and no longer', async () => {
      const { s, restore } = world()
      const { databases } = s.context({})
      const find = async (name: string) => {
        const found = await databases.find(name)
        return name === 'shop-prod' || found === null ? found : { ...found, state: 'creating' }
      }
      const began = s.time
      await assert.rejects(restore(swap, old, { databases: { ...databases, find } }), {
        code: 'SNAPSHOT_NOT_READY',
        message: /is creating after 60 minutes/,
      })
      assert.equal(s.time - began, 3_600_000)
    })
  })
}

describe('RDS: snapshot restore --swap', () => {
  it('changes nothing when the answer is no', async () => {
    const { s, restore } = world()
    s.answer = false
    await assert.rejects(restore(true, old), { code: 'DECLINED', exitCode: 5 })
    assert.deepEqual(s.rds.effects, [])
  })

  it('is refused before anything is read where nobody can be asked', async () => {
    const { s, restore } = world()
    const assertAnswerable = () => {
      throw new Error('no terminal')
    }
    const identity = { read: () => assert.fail('AWS was asked') }
    const prompt = { ...s.context({}).prompt, assertAnswerable }
    await assert.rejects(restore(true, old, { prompt, identity }), /no terminal/)
  })

  it('goes no way back to an instance of another environment', async () => {
    const { s, restore } = world()
    s.rds.add('blog-aside', { ...aside, Environment: 'dev' })
    const asked = restore(true, { id: 'blog-aside' })
    await assert.rejects(asked, { code: 'BAD_INPUT', exitCode: 2 })
  })

  it('serves with the tags of before, but for those of AWS and our own', async () => {
    const { s, live, restore } = world()
    Object.assign(live.tags, { 'aws:cloudformation:stack-id': 'x', 'opsctl:operation': 'y' })
    await restore(true, old)
    assert.deepEqual(s.rds.databases.get('shop-prod')?.tags, data)
  })

  it('puts a copy of a lost instance in the place of the only one that serves', async () => {
    const { s, live, restore } = world()
    s.rds.addSnapshot('shop-prod-lost', { ...live, id: 'db-gone' }, data)
    await restore(true, { id: 'shop-prod-lost' })
    assert.notEqual(s.rds.databases.get('shop-prod')?.id, live.id)
  })
})

describe('RDS: an instance that an operation made', () => {
  const calm = { signal: new AbortController().signal }

  it('is deleted although it is protected, and one that is being deleted is left alone', async () => {
    const { s } = world()
    s.rds.add('shop-made', data)
    await removeDatabase(s.context({}), calm, 'shop-made')
    assert.equal(s.rds.databases.has('shop-made'), false)
    s.rds.add('shop-going', data, { state: 'deleting' })
    const before = s.rds.effects.length
    await removeDatabase(s.context({}), calm, 'shop-going')
    await removeDatabase(s.context({}), calm, 'shop-never')
    assert.equal(s.rds.effects.length, before)
  })

  it('is said to be left when RDS does not let it be deleted within the hour', async () => {
    const { s } = world()
    for (const state of ['creating', 'renaming']) {
      s.rds.add(`shop-${state}`, data, { state })
      const asked = removeDatabase(s.context({}), calm, `shop-${state}`)
      await assert.rejects(asked, { code: 'SNAPSHOT_NOT_READY', message: /not to be deleted yet/ })
    }
  })
})
