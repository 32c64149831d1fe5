import assert from 'node:assert/strict'
import { readRelease } from '../../src/domain/deployment/release.ts'
import { DeployBench, digest, image } from './deploy/bench.ts'

/** Release 2 serves from green; blue still stands when it was kept. */
async function deployed(kept: boolean): Promise<DeployBench> {
  const bench = new DeployBench()
  await bench.deploy(2, { keepOld: kept })
  assert.equal(bench.cloud.groups.blue.desired, kept ? 2 : 0)
  return bench
}

describe('rollback', () => {
  it('moves the traffic after at most two calls in a row where the old hosts stand', async () => {
    const bench = await deployed(true)
    let rounds = Number.NaN
    bench.cloud.onCall = (call) => {
      if (call === '> weights 100 0' && Number.isNaN(rounds)) rounds = bench.cloud.rounds - 1
    }
    const end = await bench.rollback()
    assert.equal(end.outcome, 'done')
    assert.ok(rounds <= 2, `${rounds} calls in a row before the weights moved`)
    assert.deepEqual(bench.cloud.weights, { blue: 100, green: 0 })
    assert.equal(bench.cloud.groups.green.desired, 0)
    assert.equal(readRelease(end.facts['deployment'])?.image, image(1))
  })

  it('raises hosts for the old release where they are gone, and moves the traffic when they are healthy', async () => {
    const bench = await deployed(false)
    bench.cloud.onCall = () => assert.equal(bench.cloud.broken, false)
    await bench.rollback()
    assert.deepEqual(bench.cloud.weights, { blue: 100, green: 0 })
    assert.deepEqual(
      bench.cloud.groups.blue.hosts.map((host) => host.digest),
      [digest(1), digest(1)],
    )
  })

  it('changes nothing the second time', async () => {
    for (const warm of [true, false]) {
      const bench = await deployed(warm)
      await bench.rollback()
      const before = bench.cloud.written.length
      const again = await bench.rollback()
      assert.equal(again.changed, false)
      assert.equal(bench.cloud.written.length, before)
    }
  })

  it('changes nothing after a deployment that was put back by itself', async () => {
    const bench = await deployed(false)
    bench.verdict = () => 'fail'
    await assert.rejects(bench.deploy(3))
    const before = bench.cloud.written.length
    const end = await bench.rollback()
    assert.equal(end.changed, false)
    assert.equal(bench.cloud.written.length, before)
    assert.deepEqual(bench.cloud.weights, { blue: 0, green: 100 })
  })

  it('does not take hosts that a rolling deployment has changed for those of the old release', async () => {
    const bench = new DeployBench()
    await bench.deploy(2, { strategy: 'rolling' })
    await bench.rollback()
    assert.deepEqual(bench.cloud.weights, { blue: 0, green: 100 })
    const running = bench.cloud.groups.green.hosts.map((host) => host.digest)
    assert.deepEqual(running, [digest(1), digest(1)])
  })

  it('does not take hosts that config apply has given another image for those of the old release', async () => {
    const bench = await deployed(true)
    const kept = bench.cloud.groups.blue.hosts.map(({ id }) => id)
    bench.configured(2)
    await bench.rollback()
    assert.deepEqual(bench.cloud.weights, { blue: 100, green: 0 })
    const hosts = bench.cloud.groups.blue.hosts
    assert.deepEqual(
      hosts.map((host) => host.digest),
      [digest(1), digest(1)],
    )
    assert.ok(hosts.every(({ id }) => !kept.includes(id)))
  })

  it('goes at once to kept hosts that config apply spared', async () => {
    const bench = await deployed(true)
    const kept = bench.cloud.groups.blue.hosts.map(({ id }) => id)
    bench.configured(2, kept)
    await bench.rollback()
    assert.deepEqual(bench.cloud.weights, { blue: 100, green: 0 })
    assert.deepEqual(
      bench.cloud.groups.blue.hosts.map(({ id, digest }) => [id, digest]),
      kept.map((id) => [id, digest(1)]),
    )
  })

  it('goes to the deployment that is named', async () => {
    const bench = await deployed(false)
    const two = bench.last?.id ?? ''
    await bench.deploy(3)
    await bench.rollback()
    await bench.deploy(3)
    await bench.rollback(two)
    assert.equal(readRelease(bench.ledger().facts.deployment)?.image, image(2))
  })

  it('refuses an application-only way back past a migration that took something away', async () => {
    const bench = new DeployBench()
    bench.migrations[2] = ['0001_expand_a', '0002_contract_b']
    bench.publish(2)
    await bench.deploy(2, { allowContract: true })
    const before = bench.cloud.written.length
    await assert.rejects(bench.rollback(), (error: Error & { code: string; next: string[] }) => {
      assert.equal(error.code, 'SCHEMA_MOVED')
      assert.match(error.next.join(), /snapshot .* would be lost|would be lost: opsctl snapshot/)
      return true
    })
    assert.equal(bench.cloud.written.length, before)
  })

  it('stops before it raises anything for an image that the registry has lost', async () => {
    const bench = await deployed(false)
    bench.cloud.images.delete(digest(1))
    const before = bench.cloud.written.length
    await assert.rejects(bench.rollback(), { code: 'WAY_BACK_MISSING' })
    assert.equal(bench.cloud.written.length, before)
  })

  it('leaves the traffic where it is when the old release does not come up', async () => {
    const bench = await deployed(false)
    bench.cloud.sick.add(digest(1))
    await assert.rejects(bench.rollback(), { code: 'CANDIDATE_FAILED' })
    assert.deepEqual(bench.cloud.weights, { blue: 0, green: 100 })
    assert.equal(bench.cloud.groups.blue.desired, 0)
  })
})
