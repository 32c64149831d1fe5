import assert from 'node:assert/strict'
import { readRelease } from '../../../src/domain/deployment/release.ts'
import { Power } from '../../engine/power.ts'
import { DeployBench, digest, image } from './bench.ts'

const atOnce = { weights: [100] }

/** Another machine: its own disk, the same bucket and the same AWS. */
function machineBeside(first: DeployBench): DeployBench {
  const second = new DeployBench()
  second.machine = 'boot-2'
  Object.assign(second, { cloud: first.cloud })
  Object.assign(second.disk, { documents: first.disk.documents })
  second.bucket = first.disk.bucket(new Power())
  return second
}

/** Lets `overtake` run whole between the first machine's look and its first change. */
function overtaken(first: DeployBench, overtake: () => Promise<unknown>): void {
  let done = false
  first.watch = {
    stepStarted() {},
    async stepEnded({ id }) {
      if (id !== 'check' || done) return
      done = true
      await overtake()
    },
  }
}

describe('an operation that another one overtook between its look and its lock', () => {
  it('a deployment starts from what the other one made', async () => {
    const first = new DeployBench()
    const second = machineBeside(first)
    overtaken(first, () => second.deploy(2, atOnce))
    const { facts } = await first.deploy(3, atOnce)
    assert.deepEqual(first.cloud.weights, { blue: 100, green: 0 })
    assert.equal(readRelease(facts['before'])?.image, image(2))
    assert.equal(readRelease(facts['deployment'])?.image, image(3))
    await first.rollback()
    assert.deepEqual(first.cloud.weights, { blue: 0, green: 100 })
  })

  it('… and has nothing left to do when that was the same', async () => {
    const first = new DeployBench()
    const second = machineBeside(first)
    overtaken(first, () => second.deploy(2, atOnce))
    const { facts } = await first.deploy(2, atOnce)
    assert.equal(facts['nothing'], true)
    assert.equal(first.cloud.written.filter((call) => call.startsWith('weights')).length, 1)
  })

  it('a deployment that may wait does so before it looks, while another one has the traffic split', async () => {
    const first = new DeployBench()
    const second = machineBeside(first)
    second.lockWaitSeconds = 600
    let waiting: ReturnType<DeployBench['deploy']> | undefined
    first.watch = {
      stepStarted: ({ id }) => {
        if (id === 'judge-25') waiting = second.deploy(3, atOnce)
      },
      stepEnded() {},
    }
    await first.deploy(2)
    assert.match(second.heard.join('\n'), /^waiting up to 600 s for the lock held by ada/)
    await second.engineClock.advance(2_000)
    const { facts } = (await waiting) ?? assert.fail('it was never begun')
    assert.equal(readRelease(facts['before'])?.image, image(2))
    assert.equal(readRelease(facts['deployment'])?.image, image(3))
    assert.doesNotMatch(second.heard.join('\n'), /looking again/)
  })

  it('a rollback takes back nothing that nobody asked it to', async () => {
    for (const keepOld of [true, false]) {
      const first = new DeployBench()
      const second = machineBeside(first)
      await first.deploy(2, { ...atOnce, keepOld })
      let written = Number.NaN
      overtaken(first, async () => {
        await second.deploy(3, { ...atOnce, keepOld })
        written = first.cloud.written.length
      })
      await assert.rejects(first.rollback(), {
        code: 'ENVIRONMENT_MOVED',
        exitCode: 1,
        now: 'Nothing was changed.',
        next: ['see it: opsctl deploy status -e prod', 'then again: opsctl rollback -e prod'],
      })
      assert.equal(first.cloud.written.length, written)
      assert.equal(first.lock().holder, null)
      first.watch = { stepStarted() {}, stepEnded() {} }
      const { facts } = await first.rollback()
      assert.equal(readRelease(facts['deployment'])?.image, image(2))
    }
  })

  it('two who roll back at once mean the same, and the second changes nothing', async () => {
    const first = new DeployBench()
    const second = machineBeside(first)
    await first.deploy(2, { ...atOnce, keepOld: true })
    let written = Number.NaN
    overtaken(first, async () => {
      await second.rollback()
      written = first.cloud.written.length
    })
    const { facts } = await first.rollback()
    assert.equal(facts['nothing'], true)
    assert.equal(first.cloud.written.length, written)
    assert.deepEqual(first.cloud.weights, { blue: 100, green: 0 })
  })
})

describe('a rollback that came to nothing', () => {
  it('is still to be made: the next one takes the deployment back', async () => {
    for (const outcome of ['failed', 'aborted']) {
      const bench = new DeployBench()
      await bench.deploy(2, { ...atOnce, keepOld: true })
      if (outcome === 'failed') bench.cloud.images.clear()
      bench.cloud.sick.add(digest(1))
      await assert.rejects(bench.rollback())
      assert.equal(bench.ledger().outcome, outcome)
      bench.cloud.sick.clear()
      const { facts } = await bench.rollback()
      assert.equal(readRelease(facts['deployment'])?.image, image(1))
      assert.deepEqual(bench.cloud.weights, { blue: 100, green: 0 })
    }
  })
})
