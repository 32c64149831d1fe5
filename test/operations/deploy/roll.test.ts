import assert from 'node:assert/strict'
import { readRelease } from '../../../src/domain/deployment/release.ts'
import { Power } from '../../engine/power.ts'
import { DeployBench, digest, image } from './bench.ts'

const rolling = { strategy: 'rolling', weights: [100] } as const

/** Somebody answers, and no host is changed while it gets requests. */
function watched(): DeployBench {
  const bench = new DeployBench()
  bench.cloud.onCall = (call) => {
    assert.equal(bench.cloud.broken, false, call)
    const [, host = ''] = /^> configure (\S+)/.exec(call) ?? []
    if (host !== '') assert.ok(bench.cloud.out.has(host), `${host} gets requests`)
    bench.power.edge()
  }
  return bench
}

const running = (bench: DeployBench) => bench.cloud.groups.blue.hosts.map((host) => host.digest)

describe('deploy, rolling', () => {
  it('changes the serving hosts one after the other, the weights never', async () => {
    const bench = watched()
    const end = await bench.deploy(2, rolling)
    assert.deepEqual(running(bench), [digest(2), digest(2)])
    assert.equal(bench.cloud.out.size, 0)
    assert.deepEqual(
      bench.cloud.calls.filter((call) => call.startsWith('weights')),
      [],
    )
    const made = readRelease(end.facts['deployment'])
    assert.deepEqual([made?.image, made?.colour], [image(2), 'blue'])
    assert.equal((await bench.deploy(2, rolling)).changed, false)
  })

  it('gives back the old release to those that had changed when one does not take the new one', async () => {
    const bench = watched()
    const watch = bench.cloud.onCall
    bench.cloud.onCall = (call) => {
      watch(call)
      if (call.startsWith('< register')) bench.cloud.refusing.add(digest(2))
    }
    await assert.rejects(bench.deploy(2, rolling), { code: 'CANDIDATE_FAILED', exitCode: 5 })
    assert.deepEqual(running(bench), [digest(1), digest(1)])
    assert.equal(bench.cloud.out.size, 0)
    assert.equal(bench.ledger().outcome, 'aborted')
  })

  it('refuses to take out the only host', async () => {
    const bench = watched()
    await bench.cloud.fleet.setCapacity('blue', { min: 1, desired: 1 })
    await assert.rejects(bench.deploy(2, rolling), { code: 'WAY_BACK_MISSING' })
    assert.deepEqual(running(bench), [digest(1)])
  })

  it('comes to an end after a death at any edge, by resume or abort', async () => {
    const uncut = watched()
    await uncut.deploy(2, rolling)
    const { edges } = uncut.power
    for (let cut = 1; cut <= edges; cut++) {
      for (const what of ['resume', 'abort'] as const) {
        const bench = watched()
        bench.power = new Power(cut)
        await assert.rejects(bench.deploy(2, rolling))
        bench.power = new Power()
        if (bench.ledger() === null) continue
        await bench[what]().catch((error: { code: string }) => {
          assert.equal(error.code, 'UNKNOWN_OPERATION', `${what} after ${cut}: ${error}`)
        })
        const release = bench.ledger().outcome === 'done' ? digest(2) : digest(1)
        assert.deepEqual(running(bench), [release, release], `${what} after ${cut}`)
        assert.equal(bench.cloud.out.size, 0)
        assert.ok(['done', 'aborted'].includes(bench.ledger().outcome))
      }
    }
  })
})
