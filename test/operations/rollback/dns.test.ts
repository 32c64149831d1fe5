import assert from 'node:assert/strict'
import type { DnsRecord } from '../../../src/domain/traffic/dns-records.ts'
import { OpsctlError } from '../../../src/errors/index.ts'
import { Power } from '../../engine/power.ts'
import { SwitchBench } from './switch-bench.ts'

const back = { blue: 100, green: 0 }
const forth = { blue: 0, green: 100 }

describe('rollback by DNS', () => {
  it('moves the weights after at most two calls in a row, and waits until all servers know', async () => {
    const bench = new SwitchBench()
    const { switches } = bench
    let rounds = Number.NaN
    switches.onCall = (call) => {
      if (call === '> weights 100 0') rounds = switches.rounds - 1
    }
    const end = await bench.dns()
    assert.equal(end.outcome, 'done')
    assert.ok(rounds <= 2, `${rounds} calls in a row before the weights moved`)
    assert.deepEqual(switches.weights, back)
    assert.equal(switches.calls.filter((call) => call === 'change').length, 3)
    assert.deepEqual(end.facts['switched'], {
      ...{ by: 'dns', colour: 'blue', record: 'shop.example.com', leadsTo: ['192.0.2.1'] },
    })
  })

  it('names the time for which resolvers remember, before and after', async () => {
    const bench = new SwitchBench()
    await bench.dns()
    assert.match(bench.shown[0] ?? '', /TTL {7}30 s/)
    assert.match(bench.shown.at(-1) ?? '', /resolvers may remember green for 30 s/)
    const alias = new SwitchBench()
    alias.switches.shape = { ttl: null }
    await alias.dns()
    assert.match(alias.shown[0] ?? '', /TTL {7}60 s/)
  })

  it('changes nothing where somebody else did the same since the look', async () => {
    const bench = new SwitchBench()
    const other = bench.beside()
    let written = Number.NaN
    bench.overtake = async () => {
      await other.dns()
      written = bench.switches.written.length
    }
    const end = await bench.dns()
    assert.deepEqual([end.changed, bench.switches.written.length], [false, written])
    assert.equal(end.facts['colour'], 'blue')
  })

  it('changes nothing the second time, whichever colour serves then', async () => {
    const bench = new SwitchBench()
    await bench.dns()
    const written = bench.switches.written.length
    const again = await bench.dns()
    assert.deepEqual([again.changed, bench.switches.written.length], [false, written])
    assert.match(
      bench.shown.at(-1) ?? '',
      /leads to blue already, since .*If green is meant: --to green/s,
    )
    await bench.dns('green')
    assert.deepEqual(bench.switches.weights, forth)
  })

  it('stops where the way back does not answer, or is not the same everywhere', async () => {
    const cases: readonly ((bench: SwitchBench) => void)[] = [
      ({ switches }) => switches.sick.add('192.0.2.1'),
      ({ switches }) => {
        switches.address = (colour) => (colour === 'blue' ? '192.0.2.1' : '192.0.2.2')
        switches.builds.set('192.0.2.9', '2')
        const { records } = switches.zone
        Object.assign(switches.zone, {
          records: async (name: string) => {
            const view = await records(name)
            const [blue, green] = view.records
            return { ...view, records: [{ ...blue, leadsTo: ['192.0.2.1', '192.0.2.9'] }, green] }
          },
        })
      },
    ]
    for (const spoil of cases) {
      const bench = new SwitchBench()
      spoil(bench)
      await assert.rejects(bench.dns(), { code: 'COLOUR_NOT_READY', exitCode: 5 })
      assert.deepEqual([bench.switches.weights, bench.switches.written], [forth, []])
      assert.equal(bench.ledger().outcome, 'aborted')
      assert.equal(bench.lock().holder, null)
    }
  })

  it('stops at records that cannot say who serves', async () => {
    const cases: readonly (readonly [(bench: SwitchBench) => void, RegExp])[] = [
      [
        (bench) => {
          bench.record = 'example.com'
          bench.switches.shape = { type: 'CNAME' }
        },
        /own name, where a CNAME cannot stand/,
      ],
      [
        ({ switches }) => Object.assign(switches, { apex: 'example.net' }),
        /not in the zone example\.net/,
      ],
      [shaped({ weight: null }), /no weighted record/],
      [shaped({ identifier: 'red' }), /records red, red/],
      [shaped({ leadsTo: [] }), /blue leads nowhere/],
      [shaped({ leadsTo: ['1.2.3.4'] }), /the same place/],
      [shaped({ type: 'TXT' }), /TXT records/],
    ]
    for (const [spoil, words] of cases) {
      const bench = new SwitchBench()
      spoil(bench)
      await assert.rejects(bench.dns(), (error: OpsctlError) => {
        assert.deepEqual([error.code, error.exitCode], ['RECORD_UNFIT', 2])
        assert.match(error.message, words)
        return true
      })
      assert.deepEqual(bench.switches.written, [])
    }
    const alias = new SwitchBench()
    alias.record = 'example.com'
    await alias.dns()
    assert.deepEqual(alias.switches.weights, back)
  })

  it('asks again where the records came to lead elsewhere meanwhile', async () => {
    const bench = new SwitchBench()
    const { switches } = bench
    let read = 0
    switches.onCall = (call) => {
      if (call !== '< records' || ++read !== 1) return
      switches.address = (colour) => (colour === 'blue' ? '192.0.2.7' : '192.0.2.2')
      switches.sick.add('192.0.2.7')
    }
    await assert.rejects(bench.dns(), { code: 'COLOUR_NOT_READY' })
    assert.deepEqual(switches.written, [])
  })

  it('wants to be told where users go when the weights are split', async () => {
    const bench = new SwitchBench()
    bench.switches.weights = { blue: 50, green: 50 }
    await assert.rejects(bench.dns(), { code: 'TRAFFIC_SPLIT' })
    await bench.dns('blue')
    assert.deepEqual(bench.switches.weights, back)
  })

  it('does not call it done before the name servers know', async () => {
    const bench = new SwitchBench()
    bench.switches.syncs = false
    await assert.rejects(bench.dns(), { code: 'DNS_NOT_IN_SYNC' })
    bench.switches.syncs = true
    assert.equal((await bench.resume()).outcome, 'done')
  })

  it('tells it again after a reply that was lost', async () => {
    const bench = new SwitchBench()
    let lost = 0
    bench.switches.onCall = (call) => {
      if (call === '< weights 100 0' && lost++ === 0) throw new Error('socket hang up')
    }
    await assert.rejects(bench.dns(), /socket hang up/)
    assert.equal((await bench.resume()).outcome, 'done')
    assert.deepEqual(bench.switches.weights, back)
    assert.ok(
      bench.switches.calls.lastIndexOf('change') > bench.switches.calls.indexOf('weights 100 0'),
    )
  })

  it('comes to its end by resume and by abort, killed at every edge', async () => {
    const uncut = cutAt(Number.POSITIVE_INFINITY)
    await uncut.dns()
    const edges = uncut.power.edges
    assert.ok(edges > 40, `${edges} edges`)
    for (let cut = 1; cut <= edges; cut++) {
      for (const word of ['resume', 'abort'] as const) {
        const bench = cutAt(cut)
        await assert.rejects(bench.dns(), `cut at ${cut}`)
        bench.power = new Power()
        const end = await bench[word]().catch((error: unknown) => {
          if (error instanceof OpsctlError && error.code === 'UNKNOWN_OPERATION') return null
          throw error
        })
        if (end === null) continue
        const wanted = end.outcome === 'done' ? back : forth
        assert.deepEqual(bench.switches.weights, wanted, `${word} after a cut at ${cut}`)
        assert.equal(bench.lock()?.holder ?? null, null)
      }
    }
  })
})

function shaped(shape: Partial<DnsRecord>) {
  return ({ switches }: SwitchBench) => Object.assign(switches, { shape })
}

function cutAt(cut: number): SwitchBench {
  const bench = new SwitchBench()
  bench.power = new Power(cut)
  bench.switches.onCall = (call) => {
    assert.equal(bench.switches.dnsBroken, false, `nobody answers after ${call}`)
    bench.power.edge()
  }
  return bench
}
