import assert from 'node:assert/strict'
import { OpsctlError } from '../../../src/errors/index.ts'
import { Power } from '../../engine/power.ts'
import { SwitchBench } from './switch-bench.ts'

const back = { blue: 2, green: 0 }
const forth = { blue: 0, green: 2 }

describe('rollback by Auto Scaling', () => {
  it('raises the one after one look, and stops the other only when each of its hosts serves', async () => {
    const bench = new SwitchBench()
    const { switches } = bench
    const rounds: Record<string, number> = {}
    switches.onCall = (call) => {
      if (call.startsWith('> capacity')) rounds[call] ??= switches.rounds - 1
      assert.equal(switches.groupsBroken, false, `nobody answers after ${call}`)
    }
    const end = await bench.groups()
    assert.equal(end.outcome, 'done')
    assert.deepEqual(switches.written, ['capacity blue 2', 'capacity green 0'])
    assert.equal(rounds['> capacity blue 2'], 1)
    assert.deepEqual(switches.sizes, back)
    assert.deepEqual(end.facts['switched'], {
      ...{ by: 'autoscaling', colour: 'blue', hosts: ['i-blue-1', 'i-blue-2'] },
    })
  })

  it('changes nothing where somebody else did the same since the look', async () => {
    const bench = new SwitchBench()
    const other = bench.beside()
    let written = Number.NaN
    bench.overtake = async () => {
      await other.groups()
      written = bench.switches.written.length
    }
    const end = await bench.groups()
    assert.deepEqual([end.changed, bench.switches.written.length], [false, written])
    assert.equal(end.facts['colour'], 'blue')
  })

  it('changes nothing the second time, and goes where it is told', async () => {
    const bench = new SwitchBench()
    await bench.groups()
    const written = bench.switches.written.length
    const again = await bench.groups()
    assert.deepEqual([again.changed, bench.switches.written.length], [false, written])
    await bench.groups('green')
    assert.deepEqual(bench.switches.sizes, forth)
  })

  it('puts everything back when a host does not serve, or runs another build', async () => {
    const cases: readonly (readonly [(bench: SwitchBench) => void, string])[] = [
      [({ switches }) => switches.sick.add('10.0.1.2'), 'CANDIDATE_FAILED'],
      [({ switches }) => switches.builds.set('10.0.1.2', '7'), 'PARITY_BROKEN'],
    ]
    for (const [spoil, code] of cases) {
      const bench = new SwitchBench()
      spoil(bench)
      await assert.rejects(bench.groups(), { code, exitCode: 5 })
      assert.deepEqual(bench.switches.sizes, forth)
      assert.equal(bench.ledger().outcome, 'aborted')
      assert.equal(bench.lock().holder, null)
    }
  })

  it('keeps the others when a host turns sick at the last moment', async () => {
    const bench = new SwitchBench()
    let asked = 0
    bench.switches.onCall = (call) => {
      if (call === '< addresses' && ++asked === 2) bench.switches.sick.add('10.0.1.1')
    }
    await assert.rejects(bench.groups(), { code: 'COLOUR_NOT_READY' })
    assert.deepEqual(bench.switches.sizes, forth)
    assert.ok(!bench.switches.written.includes('capacity green 0'))
  })

  it('refuses more hosts than the group may have, and groups that cannot say who serves', async () => {
    const large = new SwitchBench()
    large.switches.sizes.green = 5
    await assert.rejects(large.groups(), { code: 'COLOUR_NOT_READY' })
    const split = new SwitchBench()
    split.switches.sizes.blue = 1
    await assert.rejects(split.groups(), { code: 'TRAFFIC_SPLIT' })
    const empty = new SwitchBench()
    empty.switches.sizes.green = 0
    await assert.rejects(empty.groups('blue'), { code: 'TRAFFIC_SPLIT' })
    for (const { switches } of [large, split, empty]) assert.deepEqual(switches.written, [])
  })

  it('goes on after a reply that was lost', async () => {
    for (const call of ['< capacity blue 2', '< capacity green 0']) {
      const bench = new SwitchBench()
      let lost = 0
      bench.switches.onCall = (made) => {
        if (made === call && lost++ === 0) throw new Error('socket hang up')
      }
      await assert.rejects(bench.groups(), /socket hang up/)
      assert.equal((await bench.resume()).outcome, 'done')
      assert.deepEqual(bench.switches.sizes, back)
    }
  })

  it('comes to its end by resume and by abort, killed at every edge', async () => {
    const uncut = cutAt(Number.POSITIVE_INFINITY)
    await uncut.groups()
    const edges = uncut.power.edges
    assert.ok(edges > 40, `${edges} edges`)
    for (let cut = 1; cut <= edges; cut++) {
      for (const word of ['resume', 'abort'] as const) {
        const bench = cutAt(cut)
        await assert.rejects(bench.groups(), `cut at ${cut}`)
        bench.power = new Power()
        const end = await bench[word]().catch((error: unknown) => {
          if (error instanceof OpsctlError && error.code === 'UNKNOWN_OPERATION') return null
          throw error
        })
        if (end === null) continue
        const wanted = end.outcome === 'done' ? back : forth
        assert.deepEqual(bench.switches.sizes, wanted, `${word} after a cut at ${cut}`)
        assert.equal(bench.lock()?.holder ?? null, null)
      }
    }
  })
})

function cutAt(cut: number): SwitchBench {
  const bench = new SwitchBench()
  bench.power = new Power(cut)
  bench.switches.onCall = (call) => {
    assert.equal(bench.switches.groupsBroken, false, `nobody answers after ${call}`)
    bench.power.edge()
  }
  return bench
}
