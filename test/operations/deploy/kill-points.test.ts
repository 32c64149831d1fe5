import assert from 'node:assert/strict'
import { readRelease } from '../../../src/domain/deployment/release.ts'
import { OpsctlError } from '../../../src/errors/index.ts'
import { Power, PowerCut } from '../../engine/power.ts'
import { DeployBench, digest, image } from './bench.ts'

const quick = {
  patience: { bake: 0, hold: 60, warm: 0, hosts: 30, health: 30 },
  weights: [25, 100],
}

/** A bench on which the power fails at the chosen edge: a write on disk, a document, a call on AWS. */
function bench(cutAt: number): DeployBench {
  const made = new DeployBench()
  made.power = new Power(cutAt)
  made.cloud.onCall = (call) => {
    assert.equal(made.cloud.broken, false, `nobody could answer after ${call}, cut at ${cutAt}`)
    made.power.edge()
  }
  return made
}

/** A new process on the same machine takes it up, and may itself die at an edge. */
async function takeUp(on: DeployBench, what: 'resume' | 'abort', cutAt: number): Promise<void> {
  on.power = new Power(cutAt)
  try {
    await on[what]()
  } catch (error) {
    if (error instanceof OpsctlError && error.code === 'UNKNOWN_OPERATION') return
    if (cutAt === Number.POSITIVE_INFINITY) throw error
    await takeUp(on, what, Number.POSITIVE_INFINITY)
  }
}

const never = Number.POSITIVE_INFINITY

const ended = (on: DeployBench) => ['done', 'aborted'].includes(on.ledger()?.outcome)

function assertForth(on: DeployBench, cut: number): void {
  if (on.ledger() === null) return
  assert.deepEqual(on.cloud.weights, { blue: 0, green: 100 }, `cut at ${cut}`)
  assert.equal(on.cloud.groups.blue.desired, 0)
  assert.equal(readRelease(on.ledger().facts.deployment)?.image, image(2))
  assert.equal(on.ledger().outcome, 'done')
  assert.equal(on.lock()?.holder ?? null, null)
}

function assertBack(on: DeployBench, cut: number): void {
  assert.deepEqual(on.cloud.weights, { blue: 100, green: 0 }, `cut at ${cut}`)
  const { blue, green } = on.cloud.groups
  assert.deepEqual([blue.desired, green.desired], [2, 0], `cut at ${cut}`)
  assert.deepEqual(
    blue.hosts.map((host) => host.digest),
    [digest(1), digest(1)],
    `cut at ${cut}`,
  )
  assert.equal(on.lock()?.holder ?? null, null)
  assert.equal(on.lock()?.unfinished ?? null, null)
}

describe('deploy, killed at every edge of its journal and of AWS', function () {
  this.timeout(120_000)
  let edges = 0
  before(async () => {
    const uncut = bench(never)
    await uncut.deploy(2, quick)
    edges = uncut.power.edges
    assert.ok(edges > 150, `${edges} edges`)
  })

  it('is the cut that ends it', async () => {
    await assert.rejects(bench(5).deploy(2, quick), PowerCut)
  })

  it('comes to the same end by resume, and somebody answers all the time', async () => {
    for (let cut = 1; cut <= edges; cut++) {
      const on = bench(cut)
      await assert.rejects(on.deploy(2, quick))
      await takeUp(on, 'resume', never)
      assertForth(on, cut)
    }
  })

  it('is as before by abort, and somebody answers all the time', async () => {
    for (let cut = 1; cut <= edges; cut++) {
      const on = bench(cut)
      await assert.rejects(on.deploy(2, quick))
      const over = ended(on)
      await takeUp(on, 'abort', never)
      if (!over && on.ledger()?.outcome !== 'done') assertBack(on, cut)
    }
  })

  it('stands a second cut in resume or abort', async () => {
    for (let cut = 3; cut <= edges; cut += 9) {
      for (let second = 2; second <= 90; second += 11) {
        const forth = bench(cut)
        await assert.rejects(forth.deploy(2, quick))
        await takeUp(forth, 'resume', second)
        assertForth(forth, cut)
        const back = bench(cut)
        await assert.rejects(back.deploy(2, quick))
        await takeUp(back, 'abort', second)
        if (back.ledger()?.outcome === 'aborted') assertBack(back, cut)
      }
    }
  })

  it('is put back after a gate’s no, also when it is killed while it puts back', async () => {
    const failing = (cut: number) => {
      const on = bench(cut)
      on.verdict = ({ weight }) => (weight === 100 ? 'fail' : 'pass')
      return on
    }
    const uncut = failing(never)
    await assert.rejects(uncut.deploy(2, quick), { code: 'GATE_SAID_NO' })
    assertBack(uncut, never)
    for (let cut = 1; cut <= uncut.power.edges; cut++) {
      const on = failing(cut)
      await assert.rejects(on.deploy(2, quick))
      const back = on.cloud.calls.includes('weights 100 0')
      on.power = new Power()
      if (back && on.ledger().outcome !== 'aborted') {
        await assert.rejects(on.resume(), { code: 'ABORT_BEGUN' }, `cut at ${cut}`)
      }
      await takeUp(on, 'abort', never)
      assertBack(on, cut)
    }
  })
})
