import assert from 'node:assert/strict'
import { DeployBench } from './bench.ts'

/** A host of the new colour dies at this call, and no other comes. */
function losingAHost(call: string): DeployBench {
  const bench = new DeployBench()
  bench.cloud.onCall = (one) => {
    if (one === call) bench.cloud.groups.green.hosts.shift()
  }
  return bench
}

describe('deploy, with fewer hosts than served before', () => {
  it('gives them no more requests, and goes back when none comes', async () => {
    const bench = losingAHost('< weights 95 5')
    await assert.rejects(bench.deploy(2), { code: 'GATE_SAID_NO', exitCode: 5 })
    assert.deepEqual(bench.cloud.weights, { blue: 100, green: 0 })
    assert.ok(!bench.cloud.calls.includes('weights 75 25'))
  })

  it('never stops the old hosts, which take over again', async () => {
    const bench = losingAHost('< weights 0 100')
    bench.verdict = () => 'pass'
    await assert.rejects(bench.deploy(2, { patience: { ...patience, hold: 0 } }))
    assert.ok(!bench.cloud.calls.includes('capacity blue 0'))
    assert.deepEqual(bench.cloud.weights, { blue: 100, green: 0 })
  })

  it('notices at the last moment, too', async () => {
    // Blue's weight is 0 and the bake is over: only the warm time and the last step are left.
    const bench = new DeployBench()
    let slept = 0
    bench.clock.onSleep = () => {
      if (bench.cloud.weights.green === 100) slept += 1
      if (slept === 35) bench.cloud.groups.green.hosts.shift()
    }
    await assert.rejects(bench.deploy(2), { code: 'COLOUR_NOT_READY' })
    assert.ok(!bench.cloud.calls.includes('capacity blue 0'))
    assert.deepEqual(bench.cloud.weights, { blue: 100, green: 0 })
  })
})

const patience = { bake: 60, hold: 120, warm: 10, hosts: 30, health: 30 }
