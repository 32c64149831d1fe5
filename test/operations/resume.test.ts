import assert from 'node:assert/strict'
import { runOperation } from '../../src/engine/index.ts'
import { abort } from '../../src/operations/abort.ts'
import { listHistory } from '../../src/operations/history/list.ts'
import { showHistory } from '../../src/operations/history/show.ts'
import { lockStatus } from '../../src/operations/lock/status.ts'
import { resume } from '../../src/operations/resume.ts'
import type { OperationBuilders } from '../../src/operations/take-up.ts'
import { Bench } from '../engine/bench.ts'
import { Power } from '../engine/power.ts'

const ids = ['20261123t120000z-0000000a', '20261123t120001z-0000000b'] as const

describe('resume, abort, history', () => {
  let bench = new Bench()
  let builders: OperationBuilders
  beforeEach(() => {
    bench = new Bench()
    builders = new Map([['infra up', (stored) => bench.operation(undefined, { ...stored })]])
  })
  const deps = () => ({ ...bench.deps(), builders })

  async function leave(id: string, environment: string, cutAt = 55): Promise<void> {
    const power = new Power(cutAt)
    const operation = bench.operation(power, { id, environment })
    await assert.rejects(runOperation(operation, bench.deps(power)))
  }

  it('take the only unfinished one, then have nothing to do', async () => {
    await leave(ids[0], 'prod')
    assert.equal((await lockStatus('prod', deps())).state, 'left-behind')
    const end = await resume(undefined, deps())
    assert.equal(end !== 'nothing' && end.outcome, 'done')
    assert.equal(await resume(undefined, deps()), 'nothing')
    assert.equal(await abort(undefined, deps()), 'nothing')
    assert.equal((await lockStatus('prod', deps())).state, 'free')
  })

  it('list several, take a unique prefix, refuse what fits none or many', async () => {
    await leave(ids[0], 'prod')
    await leave(ids[1], 'dev', 30)
    await assert.rejects(resume(undefined, deps()), {
      code: 'SEVERAL_UNFINISHED',
      next: ids.map((id) => `opsctl resume ${id}`),
    })
    await assert.rejects(abort('2026', deps()), { code: 'AMBIGUOUS_OPERATION' })
    await assert.rejects(abort('x', deps()), { code: 'UNKNOWN_OPERATION' })
    const end = await abort(ids[1].slice(0, 15), deps())
    assert.equal(end !== 'nothing' && end.id, ids[1])
    const history = await listHistory({}, deps())
    assert.deepEqual(
      history.map((entry) => [entry.id, entry.outcome]),
      [
        [ids[1], 'aborted'],
        [ids[0], 'running'],
      ],
    )
    assert.equal((await listHistory({ environment: 'prod' }, deps())).length, 1)
    assert.equal((await showHistory(ids[1].slice(0, 15), deps())).kind, 'infra up')
    await assert.rejects(showHistory('2026', deps()), { code: 'AMBIGUOUS_OPERATION' })
  })

  it('refuse a kind or steps that this version does not know, and forward after an abort', async () => {
    await leave(ids[0], 'prod')
    const empty = { ...deps(), builders: new Map() }
    await assert.rejects(resume(undefined, empty), { code: 'OPERATION_NOT_REBUILT' })
    const other = new Map([
      ['infra up', () => bench.operation(undefined, { id: ids[0], steps: [] })],
    ])
    await assert.rejects(resume(undefined, { ...deps(), builders: other }), {
      code: 'OPERATION_NOT_REBUILT',
    })
    const stuck = bench.operation(undefined, { id: ids[0] })
    const steps = stuck.steps.map((step) => ({
      ...step,
      undo: async () => {
        throw new Error('no')
      },
    }))
    const failing = new Map([['infra up', () => ({ ...stuck, steps })]])
    await assert.rejects(abort(undefined, { ...deps(), builders: failing }), {
      code: 'UNDO_FAILED',
      exitCode: 6,
    })
    await assert.rejects(resume(undefined, deps()), { code: 'ABORT_BEGUN' })
    await abort(undefined, deps())
    assert.deepEqual([...bench.world.made], [])
  })
})
