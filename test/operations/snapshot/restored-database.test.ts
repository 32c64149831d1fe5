import assert from 'node:assert/strict'
import type { Facts, Running } from '../../../src/engine/step.ts'
import type { SnapshotContext } from '../../../src/operations/snapshot/context.ts'
import { restoreDatabase } from '../../../src/operations/snapshot/restore-database.ts'
import type { NewDatabase } from '../../../src/ports/databases.ts'
import { id } from '../../engine/bench.ts'
import { data, own, Setting } from './setting.ts'

const moment = '2026-11-24T00:00:00.000Z'
const database = 'shop-prod-restored'
const step = (name: string) => {
  const found = restoreDatabase(true).find((one) => one.id === name)
  assert.ok(found)
  return found
}

/** One step of a restore, with what the steps before it found out. */
function world(facts: Facts) {
  const s = new Setting()
  const live = s.rds.add('shop-prod', data)
  const at: Running = {
    facts: { live: 'shop-prod', liveId: live.id, database, aside: 'shop-prod-aside', ...facts },
    folder: '/project',
    again: true,
    signal: new AbortController().signal,
    news: () => undefined,
  }
  const context = (more: Partial<SnapshotContext> = {}) => ({ ...s.context({}), ...more })
  /** Makes the instance, and tells what RDS was asked for. */
  const make = async () => {
    const asked: NewDatabase[] = []
    const { databaseWriter } = s.context({})
    const restore: typeof databaseWriter.restore = (wanted) => {
      asked.push(wanted)
      return databaseWriter.restore(wanted)
    }
    const made = await step('instance').run(
      context({ databaseWriter: { ...databaseWriter, restore } }),
      at,
    )
    return { asked: asked[0], made }
  }
  return { s, live, at, context, make }
}

describe('RDS: the instance of a restore', () => {
  it('comes from the snapshot, or from the past of the one that serves, and is like that one', async () => {
    const froms = [
      [{ snapshot: 'shop-prod-old' }, { snapshot: 'shop-prod-old' }],
      [{ moment }, { database: 'shop-prod', at: moment }],
    ] as const
    for (const [facts, from] of froms) {
      const { live, make } = world(facts)
      const { asked } = await make()
      assert.deepEqual(asked?.from, from)
      assert.deepEqual(asked?.settings, live.settings)
    }
  })

  it('is named after it, or by its name, and is not said to hold data', async () => {
    const tags = { Project: 'shop', Environment: 'prod', 'opsctl:operation': id }
    const named = await world({ moment }).make()
    assert.deepEqual(named.asked?.tags, { ...tags, Name: `${data.Name}-restored` })
    const { live, make } = world({ moment })
    delete live.tags['Name']
    assert.equal((await make()).asked?.tags['Name'], 'shop-prod-restored')
  })

  it('is not made when the one that served is gone', async () => {
    const { s, make } = world({ moment })
    s.rds.databases.clear()
    await assert.rejects(make(), { code: 'NO_VOLUME' })
    assert.deepEqual(s.rds.effects, [])
  })

  it('is taken away again only when this operation made it', async () => {
    for (const [tags, left] of [
      [{ ...own, 'opsctl:operation': id }, false],
      [{ ...own, 'opsctl:operation': 'another' }, true],
      [own, true],
    ] as const) {
      const { s, at, context } = world({ moment })
      s.rds.add(database, tags)
      await step('instance').undo?.(context(), at)
      assert.equal(s.rds.databases.has(database), left)
    }
  })

  it('is nothing to make on a way back, and nothing to take away', async () => {
    const { s, at, context } = world({})
    s.rds.add(database, { ...own, 'opsctl:operation': id })
    assert.equal(await step('instance').done?.(context(), at), true)
    assert.equal(await step('instance').done?.(context(), { ...at, facts: { moment } }), false)
    await step('instance').undo?.(context(), at)
    assert.deepEqual(s.rds.effects, [])
  })
})

describe('RDS: taking back that the old instance was set aside', () => {
  const undo = async (facts: Facts, lost = false) => {
    const { s, live, at, context } = world({ tags: data, ...facts })
    const other = s.rds.add(database, data)
    if (lost) s.rds.databases.delete(database)
    const now = { ...at, facts: { ...at.facts, databaseId: other.id } }
    await step('set-aside').undo?.(context(), now)
    assert.equal(s.rds.databases.get('shop-prod')?.id, live.id)
    return s.rds.databases.get(database)?.tags['opsctl:operation']
  }

  it('marks what the operation made, so that it is found and taken away', async () => {
    assert.equal(await undo({ snapshot: 'shop-prod-old' }), id)
    assert.equal(await undo({ snapshot: 'shop-prod-old' }, true), undefined)
  })

  it('does not mark what was there before as made by it', async () => {
    assert.equal(await undo({}), undefined)
  })
})
