import assert from 'node:assert/strict'
import { abortOperation, resumeOperation, runOperation } from '../../../src/engine/index.ts'
import { OpsctlError } from '../../../src/errors/index.ts'
import { Power } from '../../engine/power.ts'
import { data } from './setting.ts'
import { swapSetting } from './swap-setting.ts'

const ways = { resume: resumeOperation, abort: abortOperation }

/** A swap that went well, and the volume that it put in service. */
async function swapped() {
  const world = swapSetting()
  const { setting, snapshot, operation, attached } = world
  await runOperation(operation(snapshot), setting.bench.deps())
  setting.stages.length = 0
  return { ...world, restored: attached()[0]?.id ?? '' }
}

describe('the way back of a swap and kill -9', function () {
  this.timeout(60_000)

  it('at every edge: one of the two serves, whole, and neither is ever deleted', async () => {
    const count = new Power()
    const counted = await swapped()
    const { setting: s } = counted
    await runOperation(counted.operation(s.volume, count, 2), s.bench.deps(count))
    assert.ok(count.edges > 100, `${count.edges} edges`)
    for (let cut = 1; cut <= count.edges; cut += 1) {
      for (const way of ['resume', 'abort'] as const) {
        const { setting, terraform, operation, attached, restored } = await swapped()
        const power = new Power(cut)
        const back = operation(setting.volume, power, 2)
        await assert.rejects(runOperation(back, setting.bench.deps(power)))
        let outcome = ''
        try {
          const end = await ways[way](
            operation(setting.volume, new Power(), 2),
            setting.bench.deps(),
          )
          outcome = end.outcome
        } catch (error) {
          if (!(error instanceof OpsctlError && error.code === 'UNKNOWN_OPERATION')) throw error
          continue
        }
        const when = `${way} after a cut at ${cut}`
        const wanted = outcome === 'done' ? setting.volume : restored
        assert.deepEqual(
          attached().map((one) => one.id),
          [wanted],
          when,
        )
        assert.deepEqual([...new Set(terraform.state.values())], [wanted], `state, ${when}`)
        assert.notEqual(setting.stages.at(-1), 'stop', `the database is down, ${when}`)
        const aside = [...setting.ebs.volumes.values()].filter(
          (one) => 'opsctl:set-aside' in one.tags,
        )
        assert.equal(setting.ebs.volumes.size, 2, when)
        assert.equal(aside.length, 1, when)
        assert.notEqual(aside[0]?.id, wanted, when)
        assert.equal(aside[0]?.tags['Name'], `${data.Name}-set-aside`, when)
        assert.deepEqual(setting.ebs.volumes.get(wanted)?.tags, data, when)
      }
    }
  })
})
