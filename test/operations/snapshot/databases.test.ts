import assert from 'node:assert/strict'
import { abortOperation, resumeOperation, runOperation } from '../../../src/engine/index.ts'
import type { SnapshotContext, SnapshotInput } from '../../../src/operations/snapshot/context.ts'
import { snapshotCreate } from '../../../src/operations/snapshot/create.ts'
import { readMoment } from '../../../src/operations/snapshot/moment.ts'
import { snapshotPrune } from '../../../src/operations/snapshot/prune.ts'
import { restoreDatabase } from '../../../src/operations/snapshot/restore-database.ts'
import { snapshotVerify } from '../../../src/operations/snapshot/verify.ts'
import { Power } from '../../engine/power.ts'
import { addresses, FakeTerraform } from './fake-terraform.ts'
import { data, Setting } from './setting.ts'

const first = '20261123t120000z-00000001'
const copyName = `shop-prod-${first}`
const made = { ...data, 'opsctl:operation': 'op' }

/** The environment's database is an RDS instance, and Terraform knows it. */
function withDatabase(snapshot: object | null = {}) {
  const s = new Setting()
  s.ebs.volumes.clear()
  const live = s.rds.add('shop-prod', data)
  s.rds.window = { from: '2026-11-20T00:00:00.000Z', until: '2026-11-24T02:55:00.000Z' }
  if (snapshot !== null) s.rds.addSnapshot('shop-prod-old', live, made, snapshot)
  const terraform = new FakeTerraform()
  terraform.state.set(addresses.database, live.id)
  terraform.imported = (named) => {
    // Under any other name the plan would be to rename it.
    assert.equal(named, 'shop-prod')
    return s.rds.databases.get(named)?.id ?? 'nothing'
  }
  const operation = (
    kind: string,
    steps: Parameters<Setting['operation']>[1],
    input: SnapshotInput,
    power = new Power(),
    number = 1,
  ) => {
    const id = `20261123t120000z-0000000${number}`
    const built = s.operation(kind, steps, input, power)
    const context = {
      ...(built.context as SnapshotContext),
      infra: async () => terraform.context(power, s) as never,
      operation: id,
    }
    return { ...built, id, context }
  }
  const swap = (input: SnapshotInput, power = new Power(), number = 1) =>
    operation('snapshot restore', restoreDatabase(true), { swap: true, ...input }, power, number)
  const serving = () => s.rds.databases.get('shop-prod')
  return { s, live, terraform, operation, swap, serving }
}

const old: SnapshotInput = { id: 'shop-prod-old' }

describe('RDS: snapshot create', () => {
  it('names the copy after its operation and tags it as a volume’s copy is tagged', async () => {
    const { s, operation } = withDatabase(null)
    await runOperation(operation('snapshot create', snapshotCreate(), {}), s.bench.deps())
    assert.deepEqual([...s.rds.snapshots.keys()], [copyName])
    assert.deepEqual(s.rds.snapshots.get(copyName)?.tags, {
      ...data,
      'opsctl:operation': first,
      'opsctl:version': '1.2.3',
      'opsctl:commit': 'abc',
    })
  })

  it('copies volumes and instances together, and one instance by its name alone', async () => {
    const { s, operation } = withDatabase(null)
    s.ebs.addVolume(data)
    await runOperation(operation('snapshot create', snapshotCreate(), {}), s.bench.deps())
    assert.deepEqual([s.ebs.snapshots.size, s.rds.snapshots.size], [1, 1])
    const only = operation('snapshot create', snapshotCreate(), { of: 'shop-prod' }, new Power(), 2)
    await runOperation(only, s.bench.deps())
    assert.deepEqual([s.ebs.snapshots.size, s.rds.snapshots.size], [1, 2])
  })
})

describe('RDS: snapshot verify', () => {
  it('takes the scratch instance away and writes the verdict on the snapshot', async () => {
    const { s, operation } = withDatabase()
    const verify = operation('snapshot verify', snapshotVerify('database'), old)
    const end = await runOperation(verify, s.bench.deps())
    assert.deepEqual(s.left(), [])
    assert.equal(s.rds.snapshots.get('shop-prod-old')?.tags['opsctl:verdict'], 'good')
    assert.equal(end.facts['recoverySeconds'], 22)
  })

  const refusals: readonly [string, object, string][] = [
    ['of another environment', { tags: 'dev' }, 'SNAPSHOT_FOREIGN'],
    ['of another account', { owner: '222222222222' }, 'SNAPSHOT_FOREIGN'],
    ['that is pending', { state: 'pending' }, 'SNAPSHOT_NOT_READY'],
    ['that is not encrypted', { encrypted: false }, 'SNAPSHOT_EXPOSED'],
  ]
  for (const [what, more, code] of refusals) {
    it(`refuses one ${what} before anything is made`, async () => {
      const { s, live, operation } = withDatabase(null)
      const tags = 'tags' in more ? { ...made, Environment: 'dev' } : made
      s.rds.addSnapshot('shop-prod-old', live, tags, more)
      const verify = operation('snapshot verify', snapshotVerify('database'), old)
      await assert.rejects(runOperation(verify, s.bench.deps()), { code })
      assert.deepEqual(s.left(), [])
    })
  }
})

describe('RDS: snapshot restore', () => {
  it('as new makes an instance of its own and touches nothing else', async () => {
    const { s, live, operation } = withDatabase()
    const before = structuredClone(live)
    const restore = operation('snapshot restore', restoreDatabase(false), old)
    await runOperation(restore, s.bench.deps())
    const names = [...s.rds.databases.keys()]
    assert.deepEqual(names, ['shop-prod', `shop-prod-restored-${first}`])
    assert.deepEqual(s.rds.databases.get('shop-prod'), before)
  })

  it('swaps the names, keeps the old instance protected, and the state knows the new one', async () => {
    const { s, live, terraform, swap, serving } = withDatabase()
    const end = await runOperation(swap(old), s.bench.deps())
    assert.notEqual(serving()?.id, live.id)
    assert.deepEqual(serving()?.tags, data)
    assert.equal(serving()?.settings.deletionProtection, true)
    assert.equal(terraform.state.get(addresses.database), serving()?.id)
    assert.deepEqual(s.mortal, [], 'a Terraform that holds the lock would die with this process')
    const aside = s.rds.databases.get(`shop-prod-aside-${first}`)
    assert.equal(aside?.id, live.id)
    assert.equal(aside?.settings.deletionProtection, true)
    const back = `opsctl snapshot restore shop-prod-aside-${first} --swap -e prod`
    assert.equal(end.facts['wayBack'], back)
  })

  it('goes the way back to the instance that was set aside, and makes no third one', async () => {
    const { s, live, terraform, swap, serving } = withDatabase()
    await runOperation(swap(old), s.bench.deps())
    const back = { id: `shop-prod-aside-${first}` }
    await runOperation(swap(back, new Power(), 2), s.bench.deps())
    assert.equal(serving()?.id, live.id)
    assert.deepEqual(serving()?.tags, data)
    assert.equal(terraform.state.get(addresses.database), live.id)
    assert.equal(s.rds.databases.size, 2)
  })

  it('goes back to a moment inside the window, and to none outside of it', async () => {
    const { s, live, swap, serving } = withDatabase(null)
    for (const [n, at] of ['2026-11-19T23:59:59.999Z', '2026-11-24T02:55:00.001Z'].entries()) {
      const asked = runOperation(swap({ at }, new Power(), 3 + n), s.bench.deps())
      await assert.rejects(asked, { code: 'BAD_INPUT', exitCode: 2 })
    }
    assert.equal(s.rds.effects.length, 0)
    const at = readMoment('2026-11-24T02:55:00Z')
    const end = await runOperation(swap({ at }, new Power(), 2), s.bench.deps())
    assert.notEqual(serving()?.id, live.id)
    assert.equal(end.facts['dataAt'], '2026-11-24T02:55:00.000Z')
  })

  it('refuses a moment of an instance that keeps no backups', async () => {
    const { s, swap } = withDatabase(null)
    s.rds.window = null
    const asked = swap({ at: '2026-11-24T00:00:00.000Z' })
    await assert.rejects(runOperation(asked, s.bench.deps()), { code: 'BAD_INPUT', exitCode: 2 })
  })

  it('refuses an instance that no swap set aside', async () => {
    const { s, swap } = withDatabase()
    s.rds.add('other', data)
    const asked = swap({ id: 'other' })
    await assert.rejects(runOperation(asked, s.bench.deps()), { code: 'BAD_INPUT', exitCode: 2 })
  })

  it('does not apply a plan that does more than take the instance over', async () => {
    const { s, terraform, swap } = withDatabase()
    terraform.extra = [{ address: 'module.network.aws_vpc.this', actions: ['delete', 'create'] }]
    const asked = runOperation(swap(old), s.bench.deps())
    await assert.rejects(asked, { code: 'ADOPTION_REFUSED', exitCode: 5 })
  })
})

describe('a moment to restore to', () => {
  it('is UTC', () => {
    assert.equal(readMoment('2026-11-24T09:30Z'), '2026-11-24T09:30:00.000Z')
    assert.equal(readMoment('2024-02-29T09:30:15.5Z'), '2024-02-29T09:30:15.500Z')
  })
  for (const wrong of [
    '',
    'yesterday',
    '2026-11-24',
    '2026-11-24T09:30:00',
    '2026-11-24T09:30:00+01:00',
    '2026-11-24 09:30:00Z',
    '2026-02-30T09:30:00Z',
    '2026-13-01T09:30:00Z',
    '2026-11-24T25:00:00Z',
  ]) {
    it(`is never ${JSON.stringify(wrong)}`, () =>
      assert.throws(() => readMoment(wrong), { code: 'BAD_INPUT', exitCode: 2 }))
  }
})

describe('RDS: snapshot prune', () => {
  it('removes what opsctl made and no rule keeps, never an automated one, nor one in the ledger', async () => {
    const { s, live, operation } = withDatabase(null)
    const day = (n: number) => new Date(s.time - n * 86_400_000).toISOString()
    for (const [n, name] of ['newest', 'deployed', 'gone', 'rds:shop-prod-2026-11-20'].entries()) {
      s.rds.addSnapshot(name, live, made, { startedAt: day(n) })
    }
    s.bench.disk.documents.set('ledger/prod/20261101t000000z-00000001.json', {
      body: JSON.stringify({
        schema: 1,
        fence: 1,
        steps: [],
        id: '20261101t000000z-00000001',
        kind: 'deploy',
        environment: 'prod',
        outcome: 'done',
        facts: { before: { snapshot: 'deployed' } },
        input: {},
      }),
      tag: 1,
    })
    await runOperation(operation('snapshot prune', snapshotPrune(), {}), s.bench.deps())
    const left = [...s.rds.snapshots.keys()]
    assert.deepEqual(left, ['newest', 'deployed', 'rds:shop-prod-2026-11-20'])
  })
})

describe('RDS: kill -9 at every edge', function () {
  this.timeout(60_000)
  type World = ReturnType<typeof withDatabase>
  type Make = (world: World, power: Power) => ReturnType<World['operation']>

  /** Cuts the power at each edge in turn, goes on with `what`, and has the world judged. */
  async function everywhere(
    snapshot: object | null,
    make: Make,
    judge: (world: World, what: string, outcome: string, cut: number) => void,
  ) {
    const count = new Power()
    const uncut = withDatabase(snapshot)
    await runOperation(make(uncut, count), uncut.s.bench.deps(count))
    for (let cut = 1; cut <= count.edges; cut += 1) {
      for (const [what, go] of [
        ['resume', resumeOperation],
        ['abort', abortOperation],
      ] as const) {
        const world = withDatabase(snapshot)
        const power = new Power(cut)
        await assert.rejects(runOperation(make(world, power), world.s.bench.deps(power)))
        try {
          await go(make(world, new Power()), world.s.bench.deps())
        } catch (error) {
          if ((error as { code?: string }).code === 'UNKNOWN_OPERATION') continue
          throw new Error(`${what} after a cut at ${cut}`, { cause: error })
        }
        judge(world, what, String(world.s.bench.ledger().outcome), cut)
      }
    }
    return count.edges
  }

  it('of create: resume makes exactly one snapshot, abort leaves none', async () => {
    const make: Make = (w, power) => w.operation('snapshot create', snapshotCreate(), {}, power)
    const edges = await everywhere(null, make, ({ s }, what, outcome, cut) => {
      const wanted = what === 'resume' || outcome === 'done' ? 1 : 0
      assert.equal(s.rds.snapshots.size, wanted, `${what} after a cut at ${cut}`)
      assert.ok(s.rds.effects.filter((one) => one.startsWith('+')).length <= 1)
    })
    assert.ok(edges > 40, `${edges} edges`)
  })

  it('of verify: no instance and no host is left behind', async () => {
    const make: Make = (w, power) =>
      w.operation('snapshot verify', snapshotVerify('database'), old, power)
    await everywhere({}, make, ({ s, live }, what, _, cut) => {
      assert.deepEqual(s.left(), [], `${what} after a cut at ${cut}`)
      assert.equal(s.rds.databases.get('shop-prod')?.id, live.id)
      const verdict = s.rds.snapshots.get('shop-prod-old')?.tags['opsctl:verdict']
      if (what === 'resume') assert.equal(verdict, 'good', `cut at ${cut}`)
    })
  })

  it('of a swap: resume ends in service, abort ends as before', async () => {
    const make: Make = (w, power) => w.swap(old, power)
    await everywhere({}, make, ({ s, live, terraform, serving }, what, outcome, cut) => {
      const where = `${what} after a cut at ${cut}`
      const before = outcome !== 'done'
      if (before && what === 'resume') return
      assert.equal(serving()?.id === live.id, before, where)
      assert.deepEqual(serving()?.tags, data, where)
      assert.equal(serving()?.settings.deletionProtection, true, where)
      assert.equal(terraform.state.get(addresses.database), serving()?.id, where)
      assert.equal(s.rds.databases.size, before ? 1 : 2, where)
    })
  })
})
