import assert from 'node:assert/strict'
import {
  abortOperation,
  type Operation,
  resumeOperation,
  runOperation,
} from '../../../src/engine/index.ts'
import { OpsctlError } from '../../../src/errors/index.ts'
import { snapshotCreate } from '../../../src/operations/snapshot/create.ts'
import { snapshotPrune } from '../../../src/operations/snapshot/prune.ts'
import { snapshotRestore } from '../../../src/operations/snapshot/restore.ts'
import { snapshotVerify } from '../../../src/operations/snapshot/verify.ts'
import { Power } from '../../engine/power.ts'
import { data, Setting } from './setting.ts'

type Make = (setting: Setting, power: Power) => Operation

/** Runs with the power going at `cut`, then takes it up again with `what`. */
async function cutThen(
  make: Make,
  cut: number,
  what: typeof resumeOperation,
  prepare: (s: Setting) => void,
) {
  const setting = new Setting()
  prepare(setting)
  const power = new Power(cut)
  await assert.rejects(runOperation(make(setting, power), setting.bench.deps(power)))
  try {
    await what(make(setting, new Power()), setting.bench.deps())
  } catch (error) {
    unknownIsFine(error)
    return null
  }
  return setting
}

async function edgesOf(make: Make, prepare: (s: Setting) => void): Promise<number> {
  const setting = new Setting()
  prepare(setting)
  const power = new Power()
  await runOperation(make(setting, power), setting.bench.deps(power))
  return power.edges
}

const addCopies = (setting: Setting) => {
  for (let day = 0; day < 4; day++) {
    const id = setting.ebs.next('snap')
    const startedAt = new Date(setting.time - day * 86_400_000).toISOString()
    const tags = { ...data, 'opsctl:operation': `op-${day}` }
    const rest = { state: 'completed' as const, progress: 100, sizeGib: 8, encrypted: true }
    setting.ebs.snapshots.set(id, {
      id,
      source: setting.volume,
      startedAt,
      owner: '111111111111',
      tags,
      ...rest,
    })
  }
}

describe('kill -9 at every edge', function () {
  this.timeout(60_000)

  it('of create: resume makes exactly one snapshot, abort leaves none', async () => {
    const make: Make = (s, power) => s.operation('snapshot create', snapshotCreate(), {}, power)
    const edges = await edgesOf(make, () => undefined)
    assert.ok(edges > 60, `${edges} edges`)
    for (let cut = 1; cut <= edges; cut++) {
      const on = await cutThen(make, cut, resumeOperation, () => undefined)
      if (on) assert.equal(on.ebs.snapshots.size, 1, `resume after a cut at ${cut}`)
      const back = await cutThen(make, cut, abortOperation, () => undefined)
      const ended = back?.bench.ledger()?.outcome === 'done'
      if (back) assert.equal(back.ebs.snapshots.size, ended ? 1 : 0, `abort after a cut at ${cut}`)
    }
  })

  it('of verify: nothing is left behind, and the verdict is written once it is known', async () => {
    const make: Make = (s, power) =>
      s.operation('snapshot verify', snapshotVerify(), { image: 'x@sha256:1' }, power)
    const edges = await edgesOf(make, addCopies)
    for (let cut = 1; cut <= edges; cut++) {
      const on = await cutThen(make, cut, resumeOperation, addCopies)
      if (on) {
        assert.deepEqual(on.left(), [], `resume after a cut at ${cut}`)
        const verdicts = [...on.ebs.snapshots.values()].map((one) => one.tags['opsctl:verdict'])
        assert.equal(verdicts.filter((word) => word === 'good').length, 1)
        for (const made of ['+host', '+volume']) {
          const times = on.ebs.effects.filter((one) => one === made).length
          assert.ok(times <= 1, `${made} ${times} times, cut at ${cut}`)
        }
      }
      const back = await cutThen(make, cut, abortOperation, addCopies)
      if (back) assert.deepEqual(back.left(), [], `abort after a cut at ${cut}`)
    }
  })

  it('of prune: resume removes exactly what was approved', async () => {
    const make: Make = (s, power) => s.operation('snapshot prune', snapshotPrune(), {}, power)
    const edges = await edgesOf(make, addCopies)
    for (let cut = 1; cut <= edges; cut++) {
      const on = await cutThen(make, cut, resumeOperation, addCopies)
      if (on) assert.equal(on.ebs.snapshots.size, 1, `cut at ${cut}`)
    }
  })

  it('of prune: abort removes nothing more', async () => {
    const make: Make = (s, power) => s.operation('snapshot prune', snapshotPrune(), {}, power)
    const edges = await edgesOf(make, addCopies)
    for (let cut = 1; cut <= edges; cut++) {
      const setting = new Setting()
      addCopies(setting)
      const power = new Power(cut)
      await assert.rejects(runOperation(make(setting, power), setting.bench.deps(power)))
      const before = setting.ebs.effects.length
      await abortOperation(make(setting, new Power()), setting.bench.deps()).catch(unknownIsFine)
      assert.equal(setting.ebs.effects.length, before, `cut at ${cut}`)
      assert.equal(lockHolder(setting), null, `cut at ${cut}`)
    }
  })

  it('of restore to a new volume: resume makes exactly one, abort leaves none', async () => {
    const make: Make = (s, power) => {
      const id = newestOf(s)
      return s.operation('snapshot restore', snapshotRestore(false), { id }, power)
    }
    const edges = await edgesOf(make, addCopies)
    for (let cut = 1; cut <= edges; cut++) {
      const on = await cutThen(make, cut, resumeOperation, addCopies)
      if (on) assert.equal(on.left().length, 1, `resume after a cut at ${cut}`)
      const back = await cutThen(make, cut, abortOperation, addCopies)
      const ended = back?.bench.ledger()?.outcome === 'done'
      if (back) assert.equal(back.left().length, ended ? 1 : 0, `abort after a cut at ${cut}`)
    }
  })
})

function newestOf(setting: Setting): string {
  return [...setting.ebs.snapshots.keys()][0] ?? ''
}

function lockHolder(setting: Setting): unknown {
  const body = setting.bench.disk.documents.get('locks/prod.json')?.body
  return body === undefined ? null : JSON.parse(body).holder
}

/** A cut before the journal existed leaves nothing to take up. */
function unknownIsFine(error: unknown): void {
  if (!(error instanceof OpsctlError && error.code === 'UNKNOWN_OPERATION')) throw error
}
