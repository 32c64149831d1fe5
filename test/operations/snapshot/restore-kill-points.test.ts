import assert from 'node:assert/strict'
import { abortOperation, resumeOperation, runOperation } from '../../../src/engine/index.ts'
import { OpsctlError } from '../../../src/errors/index.ts'
import { Power } from '../../engine/power.ts'
import { data } from './setting.ts'
import { swapSetting } from './swap-setting.ts'

type Swap = ReturnType<typeof swapSetting>
const ways = { resume: resumeOperation, abort: abortOperation }

/** Runs a swap with the power going at `cut`. */
async function swapCutAt(cut: number): Promise<Swap> {
  const swap = swapSetting()
  const power = new Power(cut)
  const { operation, setting, snapshot } = swap
  await assert.rejects(runOperation(operation(snapshot, power), setting.bench.deps(power)))
  return swap
}

/** Takes it up again; false when the power went before there was anything to take up. */
async function takenUp(swap: Swap, way: keyof typeof ways, power = new Power()): Promise<boolean> {
  const { operation, setting, snapshot } = swap
  try {
    await ways[way](operation(snapshot, power), setting.bench.deps(power))
    return true
  } catch (error) {
    if (error instanceof OpsctlError && error.code === 'UNKNOWN_OPERATION') return false
    throw error
  }
}

/** One volume serves, Terraform knows that one, and nothing of the swap is left but what it keeps. */
function assertWhole({ attached, setting, terraform }: Swap, when: string): void {
  const live = attached().map((one) => one.id)
  assert.equal(live.length, 1, when)
  assert.notEqual(setting.stages.at(-1), 'stop', `the database is down, ${when}`)
  assert.deepEqual([...terraform.files], [], `import blocks, ${when}`)
  const swapped = setting.bench.ledger().outcome === 'done'
  assert.equal(live[0] !== setting.volume, swapped, when)
  assert.deepEqual([...new Set(terraform.state.values())], live, `state, ${when}`)
  assert.equal(setting.ebs.volumes.size, swapped ? 2 : 1, when)
  // Exactly as Terraform wrote it, and the other one known for what it is.
  assert.deepEqual(setting.ebs.volumes.get(live[0] ?? '')?.tags, data, when)
  if (!swapped) return
  const { tags } = setting.ebs.volumes.get(setting.volume) ?? {}
  assert.equal(tags?.['Name'], `${data.Name}-set-aside`, when)
  assert.ok('opsctl:set-aside' in (tags ?? {}), when)
}

describe('snapshot restore --swap and kill -9', function () {
  this.timeout(60_000)
  let edges = 0

  before(async () => {
    const count = new Power()
    const { operation, setting, snapshot } = swapSetting()
    await runOperation(operation(snapshot, count), setting.bench.deps(count))
    edges = count.edges
    assert.ok(edges > 150, `${edges} edges`)
    assert.deepEqual(setting.stages, ['stop', 'start'])
  })

  it('at every edge: resume ends in service, abort ends as before', async () => {
    for (let cut = 1; cut <= edges; cut += 1) {
      for (const way of ['resume', 'abort'] as const) {
        const swap = await swapCutAt(cut)
        if (await takenUp(swap, way)) assertWhole(swap, `${way} after a cut at ${cut}`)
      }
    }
  })

  it('again while it goes on or back, and then the other way or the same', async () => {
    for (let cut = 3; cut <= edges; cut += 7) {
      for (const [first, second] of [
        ['resume', 'resume'],
        ['resume', 'abort'],
        ['abort', 'abort'],
      ] as const) {
        for (let again = 5; again <= edges; again += 23) {
          const swap = await swapCutAt(cut)
          await takenUp(swap, first, new Power(again)).catch(() => undefined)
          if (await takenUp(swap, second)) {
            assertWhole(swap, `${first} cut at ${again}, ${second}, after a cut at ${cut}`)
          }
        }
      }
    }
  })
})
