import assert from 'node:assert/strict'
import { readRelease } from '../../../src/domain/deployment/release.ts'
import type { Verdict } from '../../../src/domain/gates/verdict.ts'
import { requestOf } from '../../../src/operations/deploy/request.ts'
import { Power } from '../../engine/power.ts'
import { DeployBench, digest, image } from './bench.ts'

const weights = (bench: DeployBench) => bench.cloud.calls.filter((c) => c.startsWith('weights'))

/** The traffic is where it was, the new hosts are gone, the lock is free, and the ledger says why. */
function assertPutBack(bench: DeployBench): void {
  assert.deepEqual(bench.cloud.weights, { blue: 100, green: 0 })
  assert.equal(bench.cloud.groups.green.desired, 0)
  assert.equal(bench.cloud.groups.blue.desired, 2)
  assert.equal(bench.lock().holder, null)
  assert.equal(bench.lock().unfinished, null)
  assert.equal(bench.ledger().outcome, 'aborted')
  assert.equal(bench.cloud.broken, false)
}

describe('deploy', () => {
  it('moves the traffic weight after weight, each judged, and stops the old hosts', async () => {
    const bench = new DeployBench()
    const judged: number[] = []
    bench.verdict = ({ weight }) => {
      if (judged.at(-1) !== weight) judged.push(weight)
      return 'pass'
    }
    const end = await bench.deploy(2)
    assert.equal(end.outcome, 'done')
    assert.deepEqual(weights(bench), ['weights 95 5', 'weights 75 25', 'weights 0 100'])
    assert.deepEqual(judged, [5, 25, 100])
    assert.equal(bench.cloud.groups.blue.desired, 0)
    const made = readRelease(end.facts['deployment'])
    assert.equal(made?.image, image(2))
    assert.equal(made?.colour, 'green')
    assert.equal(made?.hosts.length, 2)
    assert.equal(readRelease(end.facts['before'])?.image, image(1))
  })

  it('shows the way back before it changes anything', async () => {
    const bench = new DeployBench()
    bench.cloud.onCall = (call) => {
      if (call.startsWith('> capacity'))
        assert.match(bench.shown.join(), /way back {2}blue, 2 hosts, 1/)
    }
    await bench.deploy(2)
    assert.equal(bench.shown.length, 1)
  })

  it('changes nothing when the version serves already, unless it is to be done again', async () => {
    const bench = new DeployBench()
    await bench.deploy(2)
    const before = bench.cloud.written.length
    const end = await bench.deploy(2)
    assert.equal(end.changed, false)
    assert.equal(bench.cloud.written.length, before)
    assert.equal((await bench.deploy(2, { again: true })).changed, true)
    assert.deepEqual(bench.cloud.weights, { blue: 100, green: 0 })
  })

  it('puts everything back when a gate says no, at any weight', async () => {
    for (const weight of [5, 25, 100]) {
      const bench = new DeployBench()
      bench.verdict = (window) => (window.weight === weight ? 'fail' : 'pass')
      await assert.rejects(bench.deploy(2), (error: Error & { exitCode: number; now: string }) => {
        assert.equal(error.exitCode, 5)
        assert.match(error.message, new RegExp(`fake at ${weight} %`))
        assert.match(error.now, /Everything was put back/)
        return true
      })
      assertPutBack(bench)
      assert.match(bench.ledger().facts.stoppedBy, /as told/)
    }
  })

  it('never promotes on an answer that is none: it holds, then goes back', async () => {
    const bench = new DeployBench()
    bench.verdict = () => 'inconclusive'
    const began = bench.clock.time
    await assert.rejects(bench.deploy(2), { code: 'GATE_SAID_NO' })
    assertPutBack(bench)
    assert.deepEqual(weights(bench), ['weights 95 5', 'weights 100 0'])
    const seconds = (bench.clock.time - began) / 1000
    // The hold, and both moves settle.
    assert.ok(seconds >= 180 && seconds < 200, `${seconds} s`)
  })

  it('goes on as soon as a gate that could not tell passes', async () => {
    const bench = new DeployBench()
    let asked = 0
    bench.verdict = (): Verdict['outcome'] => (asked++ < 40 ? 'inconclusive' : 'pass')
    assert.equal((await bench.deploy(2)).outcome, 'done')
  })

  it('looks at a longer time while it holds, so that slow traffic comes to enough evidence', async () => {
    const bench = new DeployBench()
    bench.verdict = ({ seconds }) => (seconds >= 90 ? 'pass' : 'inconclusive')
    assert.equal((await bench.deploy(2)).outcome, 'done')
  })

  it('takes a gate that breaks for one that cannot tell', async () => {
    const bench = new DeployBench()
    const gates = [{ name: 'torn', judge: () => Promise.reject(new Error('ECONNREFUSED')) }]
    await assert.rejects(bench.deploy(2, {}, { gates }), /ECONNREFUSED/)
    assertPutBack(bench)
  })

  it('puts everything back when the new hosts do not take the release, or never get healthy', async () => {
    for (const kind of ['refusing', 'sick'] as const) {
      const bench = new DeployBench()
      bench.cloud[kind].add(digest(2))
      await assert.rejects(bench.deploy(2), { code: 'CANDIDATE_FAILED', exitCode: 5 })
      assertPutBack(bench)
      assert.deepEqual(weights(bench), [], 'no request ever went there')
    }
  })

  it('puts everything back when a new host turns sick under traffic', async () => {
    const bench = new DeployBench()
    bench.cloud.onCall = (call) => {
      if (call === '< weights 75 25') bench.cloud.sick.add(digest(2))
    }
    await assert.rejects(bench.deploy(2), { code: 'GATE_SAID_NO' })
    assertPutBack(bench)
  })

  it('gives a host that joins meanwhile the release before more traffic goes there', async () => {
    const bench = new DeployBench()
    let replaced = ''
    bench.cloud.onCall = (call) => {
      if (call !== '< weights 75 25' || replaced !== '') return
      bench.cloud.replace('green')
      replaced = bench.cloud.groups.green.hosts.at(-1)?.id ?? ''
    }
    const end = await bench.deploy(2)
    const { calls } = bench.cloud
    assert.ok(calls.indexOf(`configure ${replaced}`) < calls.indexOf('weights 0 100'))
    assert.ok(calls.includes(`configure ${replaced}`))
    assert.ok(readRelease(end.facts['deployment'])?.hosts.includes(replaced))
  })

  it('sends nobody to hosts that turned sick, or were replaced, at the last moment', async () => {
    const asked = (call: string) => /^< ask i-green/.test(call)
    const sick = new DeployBench()
    sick.cloud.onCall = (call) => {
      if (asked(call)) sick.cloud.sick.add(digest(2))
    }
    await assert.rejects(sick.deploy(2), { code: 'COLOUR_NOT_READY', exitCode: 5 })
    assert.deepEqual(weights(sick), [])
    const late = new DeployBench()
    let done = false
    late.cloud.onCall = (call) => {
      if (asked(call) && !done) late.cloud.replace('green')
      done ||= asked(call)
    }
    await late.deploy(2)
    const configured = late.cloud.calls.findLastIndex((call) => call.startsWith('configure'))
    assert.ok(configured < late.cloud.calls.indexOf('weights 95 5'))
  })

  it('never stops hosts that get requests, whoever sent them there', async () => {
    const early = new DeployBench()
    early.cloud.onCall = (call) => {
      if (call.startsWith('< ask i-blue')) early.cloud.weights = { blue: 50, green: 50 }
    }
    await assert.rejects(early.deploy(2))
    assert.deepEqual(early.cloud.written, [])
    const late = new DeployBench()
    late.clock.onSleep = () => {
      if (late.cloud.weights.green === 100) late.cloud.weights = { blue: 40, green: 60 }
    }
    await assert.rejects(late.deploy(2), { code: 'COLOUR_NOT_READY' })
    assert.equal(late.cloud.calls.includes('capacity blue 0'), false)
  })

  it('does not call it a success when one of n hosts runs something else', async () => {
    const bench = new DeployBench()
    bench.cloud.onCall = (call) => {
      const [host] = bench.cloud.groups.green.hosts
      if (call.startsWith('< configure') && host) host.digest = digest(3)
    }
    await assert.rejects(bench.deploy(2), { code: 'PARITY_BROKEN' })
    assertPutBack(bench)
  })

  it('replaces hosts that an earlier release left in the idle colour', async () => {
    const bench = new DeployBench()
    await bench.cloud.fleet.setCapacity('green', { min: 2, desired: 2 })
    const left = bench.cloud.groups.green.hosts.map(({ id }) => id)
    const end = await bench.deploy(2)
    const hosts = readRelease(end.facts['deployment'])?.hosts ?? []
    assert.equal(
      hosts.some((id) => left.includes(id)),
      false,
    )
  })
})

describe('deploy, before anything changes', () => {
  const refusedWith = async (bench: DeployBench, code: string, more = {}, context = {}) => {
    await assert.rejects(bench.deploy(2, more, context), { code })
    assert.deepEqual(bench.cloud.written, [])
    assert.equal(bench.lock()?.holder ?? null, null)
  }

  it('stops when a part of the way back is missing', async () => {
    const lost = new DeployBench()
    lost.cloud.images.delete(digest(1))
    await refusedWith(lost, 'WAY_BACK_MISSING')
    const template = new DeployBench()
    template.cloud.templates = false
    await refusedWith(template, 'WAY_BACK_MISSING')
    const sick = new DeployBench()
    sick.cloud.sick.add(digest(1))
    await refusedWith(sick, 'WAY_BACK_MISSING')
    const empty = new DeployBench()
    empty.cloud.groups.blue.hosts = []
    await refusedWith(empty, 'WAY_BACK_MISSING')
    const mixed = new DeployBench()
    const [host] = mixed.cloud.groups.blue.hosts
    if (host) mixed.cloud.configure(host, digest(3))
    await refusedWith(mixed, 'PARITY_BROKEN')
  })

  it('stops at a split of the traffic that no deployment explains', async () => {
    const bench = new DeployBench()
    bench.cloud.weights = { blue: 95, green: 5 }
    await refusedWith(bench, 'TRAFFIC_SPLIT')
  })

  it('stops at a migration that is not backward compatible, and says so', async () => {
    const bench = new DeployBench()
    bench.migrations[2] = ['0001_expand_a', '0002_contract_b']
    await refusedWith(bench, 'CONTRACT_MIGRATION')
    await bench.deploy(2, { allowContract: true })
    assert.match(bench.shown.join(), /Warning {3}the old release stops serving/)
  })

  it('stops at an image that cannot work with the present schema', async () => {
    const bench = new DeployBench()
    bench.cloud.images.set(digest(1), { 'dev.opsctl.migrations': '0001_expand_a,0009_contract_z' })
    await refusedWith(bench, 'SCHEMA_MOVED')
  })

  it('stops in a freeze unless somebody says why not', async () => {
    const freezes = [
      { from: '2026-11-24T00:00:00Z', until: '2026-11-25T00:00:00Z', reason: 'sale' },
    ]
    await refusedWith(new DeployBench(), 'FROZEN', {}, { freezes })
    const bench = new DeployBench()
    const end = await bench.deploy(2, { overrideFreeze: 'outage 42' }, { freezes })
    assert.equal(end.outcome, 'done')
    assert.equal(bench.ledger().input.overrideFreeze, 'outage 42')
  })

  it('works where nothing ran before, and says that there is no way back', async () => {
    const bench = new DeployBench()
    for (const host of bench.cloud.groups.blue.hosts) host.digest = ''
    assert.equal((await bench.deploy(2)).outcome, 'done')
    assert.match(bench.shown.join(), /way back {2}none/)
  })
})

describe('deploy, asked from another terminal', () => {
  const asked = (bench: DeployBench, word: 'promote' | 'hold' | 'abort') =>
    requestOf(word, {
      documents: bench.disk.bucket(new Power()),
      clock: bench.clock,
      environment: 'prod',
      by: 'bob@desk',
    })

  it('goes on without evidence only when a person asks, and names them', async () => {
    const bench = new DeployBench()
    bench.verdict = ({ weight }) => (weight === 5 ? 'inconclusive' : 'pass')
    let slept = 0
    bench.clock.onSleep = async () => {
      if (++slept === 40) await asked(bench, 'promote')
    }
    const end = await bench.deploy(2)
    const judged = end.facts['judged-5'] as { promotedBy: string }
    assert.equal(judged.promotedBy, 'bob@desk')
  })

  it('hears a request once, whatever the clock of the other machine says', async () => {
    for (const skew of [-20, 20]) {
      const bench = new DeployBench()
      bench.verdict = () => 'inconclusive'
      let slept = 0
      bench.clock.onSleep = async () => {
        if (++slept !== 5) return
        bench.clock.time += skew * 60_000
        await asked(bench, 'promote')
        bench.clock.time -= skew * 60_000
      }
      await assert.rejects(bench.deploy(2), /fake at 25 %/)
      assert.equal(weights(bench)[1], 'weights 75 25')
      assertPutBack(bench)
    }
  })

  it('puts everything back when a person asks', async () => {
    const bench = new DeployBench()
    bench.clock.onSleep = async () => void (await asked(bench, 'abort').catch(() => null))
    await assert.rejects(bench.deploy(2), { code: 'DEPLOY_ABORTED' })
    assertPutBack(bench)
  })

  it('stays at its weight while a person holds it, but not for ever', async () => {
    const bench = new DeployBench()
    let slept = 0
    bench.clock.onSleep = async () => {
      if (++slept === 5) await asked(bench, 'hold')
    }
    await assert.rejects(bench.deploy(2), /held by bob@desk/)
    assertPutBack(bench)
  })

  it('cannot be asked when none is under way', async () => {
    const bench = new DeployBench()
    await assert.rejects(asked(bench, 'promote'), { code: 'NO_DEPLOYMENT', exitCode: 2 })
    await bench.deploy(2)
    await assert.rejects(asked(bench, 'abort'), { code: 'NO_DEPLOYMENT' })
  })
})
