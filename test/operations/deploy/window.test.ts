import assert from 'node:assert/strict'
import { DeployBench } from './bench.ts'

describe('the window that a gate judges', () => {
  it('begins when the weight moves, and grows while the deployment holds', async () => {
    const bench = new DeployBench()
    const windows = new Map<number, number[]>()
    // Too few requests until a minute and a half is looked at; the bake time is one minute.
    bench.verdict = ({ weight, seconds }) => {
      windows.set(weight, [...(windows.get(weight) ?? []), seconds])
      return seconds < 90 ? 'inconclusive' : 'pass'
    }
    assert.equal((await bench.deploy(2)).outcome, 'done')
    for (const weight of [5, 25]) {
      const seen = windows.get(weight) ?? []
      assert.deepEqual([seen[0], seen.at(-1)], [1, 90])
    }
  })
})
