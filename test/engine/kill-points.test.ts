import assert from 'node:assert/strict'
import { abortOperation, resumeOperation, runOperation } from '../../src/engine/index.ts'
import { OpsctlError } from '../../src/errors/index.ts'
import { Bench, folder, id } from './bench.ts'
import { Power, PowerCut } from './power.ts'

/** What of a ledger entry must not depend on how often the power went. */
function essence(bench: Bench): unknown {
  const { outcome, facts, steps, input } = bench.ledger()
  return {
    outcome,
    facts,
    input,
    steps: steps.map((s: { id: string; outcome: string }) => [s.id, s.outcome]),
  }
}

async function cutDuringRun(cutAt: number): Promise<Bench> {
  const bench = new Bench()
  const power = new Power(cutAt)
  await assert.rejects(runOperation(bench.operation(power), bench.deps(power)))
  return bench
}

/** Takes the operation up with one more cut, then again without; one that never began stays so. */
async function until(bench: Bench, what: typeof resumeOperation, cutAt: number): Promise<void> {
  const power = new Power(cutAt)
  try {
    await what(bench.operation(power), bench.deps(power))
  } catch (error) {
    if (error instanceof OpsctlError && error.code === 'UNKNOWN_OPERATION') return
    if (cutAt === Number.POSITIVE_INFINITY) throw error
    await until(bench, what, Number.POSITIVE_INFINITY)
  }
}

describe('kill points', () => {
  const uncut = new Bench()
  const count = new Power()
  let edges = 0
  before(async () => {
    await runOperation(uncut.operation(count), uncut.deps(count))
    edges = count.edges
    assert.ok(edges > 60, `${edges} edges`)
  })

  it('resume after a cut at every edge gives the world and ledger of an uncut run', async () => {
    for (let cut = 1; cut <= edges; cut++) {
      const bench = await cutDuringRun(cut)
      await until(bench, resumeOperation, Number.POSITIVE_INFINITY)
      if (!bench.ledger()) {
        assert.deepEqual(bench.world.effects, [])
        continue
      }
      assert.deepEqual(bench.world.effects, ['+net', '+host'], `cut at ${cut}`)
      assert.deepEqual(essence(bench), essence(uncut), `cut at ${cut}`)
      assert.equal(bench.lock().holder, null)
      assert.equal(bench.lock().unfinished, null)
    }
  })

  it('abort after a cut at every edge gives back the world of before', async () => {
    for (let cut = 1; cut <= edges; cut++) {
      const bench = await cutDuringRun(cut)
      const ended = /"type":"end"/.test(
        new TextDecoder().decode(bench.disk.content.get(`${folder}/${id}/journal.jsonl`)),
      )
      await until(bench, abortOperation, Number.POSITIVE_INFINITY)
      if (!ended) assert.deepEqual([...bench.world.made], [], `cut at ${cut}`)
      if (bench.ledger()) assert.equal(bench.ledger().outcome, ended ? 'done' : 'aborted')
      if (bench.lock()) assert.equal(bench.lock().holder, null)
    }
  })

  it('a second cut, anywhere in resume or abort, changes nothing of that', async function () {
    this.timeout(60_000)
    for (let cut = 1; cut <= edges; cut += 3) {
      for (let second = 1; second <= 60; second += 2) {
        const forth = await cutDuringRun(cut)
        await until(forth, resumeOperation, second)
        if (forth.ledger()) assert.deepEqual(essence(forth), essence(uncut), `${cut}, ${second}`)
        if (forth.ledger()) assert.deepEqual(forth.world.effects, ['+net', '+host'])
        const back = await cutDuringRun(cut)
        await until(back, abortOperation, second)
        if (back.ledger()?.outcome === 'aborted') assert.deepEqual([...back.world.made], [])
      }
    }
  })

  it('after a cut at every edge no ledger tells what the journal does not, and no effect lacks its intent', async () => {
    for (let cut = 1; cut <= edges; cut++) {
      const bench = await cutDuringRun(cut)
      const path = `${folder}/${id}/journal.jsonl`
      const journal = new TextDecoder().decode(bench.disk.content.get(path))
      const has = (...parts: string[]) => parts.every((part) => journal.includes(part))
      for (const effect of bench.world.effects) {
        const begun = `"type":"intent","at":"2026-11-23T12:00:00.000Z","step":"${effect.slice(1)}"`
        assert.ok(has(begun), `cut at ${cut}: ${effect}`)
      }
      const told: { id: string; outcome: string }[] = bench.ledger()?.steps ?? []
      for (const { id: step, outcome } of told) {
        if (outcome === 'pending' || outcome === 'begun') continue
        assert.ok(has(`"step":"${step}","outcome":"${outcome}"`), `cut at ${cut}: ${step}`)
      }
    }
  })

  it('resume and abort of an operation that ended change nothing', async () => {
    const bench = await cutDuringRun(50)
    await resumeOperation(bench.operation(), bench.deps())
    const before = JSON.stringify([...bench.disk.documents, ...bench.disk.content])
    const again = await resumeOperation(bench.operation(), bench.deps())
    const back = await abortOperation(bench.operation(), bench.deps())
    assert.equal(again.changed || back.changed, false)
    assert.equal(back.outcome, 'done')
    assert.equal(JSON.stringify([...bench.disk.documents, ...bench.disk.content]), before)
  })

  it('the cut is what ended the run, not something else', async () => {
    const bench = new Bench()
    const power = new Power(1)
    await assert.rejects(runOperation(bench.operation(power), bench.deps(power)), PowerCut)
  })
})
