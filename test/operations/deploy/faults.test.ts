import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readRelease } from '../../../src/domain/deployment/release.ts'
import { noCredentials, registryUnreachable } from '../../../src/errors/index.ts'
import { errorShare } from '../../../src/operations/gates/measurements.ts'
import { prometheusGate } from '../../../src/operations/gates/prometheus-gate.ts'
import type { MetricsAnswer } from '../../../src/ports/metrics.ts'
import { DeployBench, image } from './bench.ts'

const quick = {
  patience: { bake: 4, hold: 60, warm: 0, hosts: 30, health: 30 },
  weights: [25, 100],
}

function assertDeployed(bench: DeployBench): void {
  assert.deepEqual(bench.cloud.weights, { blue: 0, green: 100 })
  assert.equal(readRelease(bench.ledger().facts.deployment)?.image, image(2))
  assert.equal(bench.ledger().outcome, 'done')
  assert.equal(bench.lock().holder, null)
  assert.equal(bench.lock().unfinished, null)
}

/** Takes it up until it is through; every attempt meets the same weather. */
async function untilDone(bench: DeployBench, first: Promise<unknown>): Promise<number> {
  let attempts = 1
  let last: unknown = await first.then(
    () => null,
    (error: unknown) => error,
  )
  while (last !== null && attempts < 2_000) {
    attempts += 1
    const began = bench.ledger()?.outcome === 'unfinished'
    const next = began ? bench.resume() : bench.deploy(2, quick)
    last = await next.then(
      () => null,
      (error: unknown) => error,
    )
  }
  assert.equal(last, null)
  return attempts
}

describe('deploy in bad weather', function () {
  this.timeout(60_000)

  it('gets through with resume where one in seven calls fails for good, retries and all, and somebody always answers', async () => {
    const weather = fc.infiniteStream(fc.integer({ min: 0, max: 19 }))
    await fc.assert(
      fc.asyncProperty(weather, async (rolls) => {
        const bench = new DeployBench()
        bench.cloud.onCall = (call) => {
          assert.equal(bench.cloud.broken, false, call)
          const { value } = rolls.next()
          // Before the effect: refused. After it: a lost reply.
          if (value < (call.startsWith('>') ? 2 : 1)) throw new Error('503 ServiceUnavailable')
        }
        await untilDone(bench, bench.deploy(2, quick))
        bench.cloud.onCall = () => {}
        assertDeployed(bench)
      }),
      { numRuns: 8 },
    )
  })

  it('leaves a deployment that can be resumed when the credentials expire midway', async () => {
    const bench = new DeployBench()
    let expired = false
    bench.cloud.onCall = (call) => {
      expired ||= call === '< weights 75 25'
      if (expired && call.startsWith('>')) throw noCredentials('the token has expired', null)
    }
    await assert.rejects(bench.deploy(2, quick), (error: Error & { next: string[] }) => {
      assert.match(error.message, /expired/)
      assert.match(error.next.join(), /opsctl resume .*opsctl abort/)
      return true
    })
    assert.deepEqual(bench.cloud.weights, { blue: 75, green: 25 })
    bench.cloud.onCall = () => {}
    await bench.resume()
    assertDeployed(bench)
  })

  it('changes nothing when the registry is down', async () => {
    const bench = new DeployBench()
    const images = { find: () => Promise.reject(registryUnreachable('r', 'ECONNREFUSED')) }
    await assert.rejects(bench.deploy(2, quick, { images }), { code: 'REGISTRY_UNREACHABLE' })
    assert.deepEqual(bench.cloud.written, [])
  })

  it('stops where the disk is full under its journal, and goes on when it is not', async () => {
    const full = () => Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' })
    const appends = async (limit: number) => {
      const bench = new DeployBench()
      let count = 0
      bench.wrap = (files) => ({
        ...files,
        append: async (...words) => {
          count += 1
          if (count > limit) throw full()
          return files.append(...words)
        },
      })
      const error = await bench.deploy(2, quick).then(
        () => null,
        (e: unknown) => e,
      )
      bench.wrap = (files) => files
      return { bench, error, count }
    }
    const { count } = await appends(Number.POSITIVE_INFINITY)
    assert.ok(count > 18, `${count} appends`)
    for (let limit = 0; limit < count; limit++) {
      const { bench, error } = await appends(limit)
      assert.ok(error, `append ${limit + 1} failed`)
      assert.equal(bench.cloud.broken, false)
      await bench.resume()
      if (bench.ledger().outcome === 'done') assertDeployed(bench)
      else assert.deepEqual(bench.cloud.weights, { blue: 100, green: 0 }, `append ${limit + 1}`)
    }
  })

  it('lets only one of two at once, whatever the clock of the second machine says', async () => {
    for (const [minutes, share] of [
      ...[0, 20, -20].map((skew) => [skew, 25] as const),
      ...[0, 20, -20].map((skew) => [skew, 100] as const),
    ]) {
      const [first, second] = [new DeployBench(), new DeployBench()]
      // Another machine: its own disk, the same bucket and the same AWS.
      second.machine = 'boot-2'
      Object.assign(second, { cloud: first.cloud })
      Object.assign(second.disk, { documents: first.disk.documents })
      for (const clock of [second.clock, second.engineClock]) clock.time += minutes * 60_000
      let refusal: { code?: string; exitCode?: number } = {}
      first.clock.onSleep = async () => {
        if (refusal.code !== undefined || first.cloud.weights.green !== share) return
        const written = first.cloud.written.length
        refusal = await second.deploy(3, quick).then(
          () => ({ code: 'none' }),
          (error: typeof refusal) => error,
        )
        assert.equal(first.cloud.written.length, written, `${minutes} minutes`)
      }
      await first.deploy(2, quick)
      assert.deepEqual([refusal.code, refusal.exitCode], ['LOCKED', 4], `${minutes} minutes`)
      assertDeployed(first)
    }
  })

  it('goes back when Prometheus is away, empty, or answers nonsense, and never on', async () => {
    const vector = (result: object[]) =>
      JSON.stringify({ status: 'success', data: { resultType: 'vector', result } })
    const nan = { metric: { figure: 'requests', colour: 'green' }, value: [1, 'NaN'] }
    const answers: readonly MetricsAnswer[] = [
      { unreachable: 'ECONNREFUSED' },
      { status: 200, body: vector([]) },
      { status: 200, body: vector([nan]) },
      { status: 503, body: 'starting' },
      { status: 200, body: '<html>' },
    ]
    for (const answer of answers) {
      const bench = new DeployBench()
      const limits = { atMost: 0.01, worseBy: 0.01, needed: 10 }
      const metrics = { instant: async () => answer }
      const gate = prometheusGate('errors', metrics, errorShare('prod', 'service', limits))
      await assert.rejects(bench.deploy(2, quick, { gates: [gate] }), {
        code: 'GATE_SAID_NO',
        exitCode: 5,
      })
      assert.deepEqual(bench.cloud.weights, { blue: 100, green: 0 })
      assert.equal(bench.cloud.calls.includes('weights 0 100'), false)
    }
  })

  it('rolls back to hosts that still stand when the registry is down', async () => {
    const bench = new DeployBench()
    await bench.deploy(2, { ...quick, keepOld: true })
    const find = () => Promise.reject(registryUnreachable('r', 'ECONNREFUSED'))
    Object.assign(bench.cloud.registry, { find })
    assert.equal((await bench.rollback()).outcome, 'done')
    assert.deepEqual(bench.cloud.weights, { blue: 100, green: 0 })
  })

  it('is fenced at its next write when it slept past its lease and another took over', async () => {
    const bench = new DeployBench()
    let slept = false
    bench.clock.onSleep = () => {
      if (slept || bench.cloud.weights.green !== 25) return
      slept = true
      // Stopped for ten minutes; a person released the lock, and the winner took it.
      bench.clock.time += 600_000
      const stored = bench.disk.documents.get('locks/prod.json')
      const lock = JSON.parse(stored?.body ?? '{}')
      const holder = { ...lock.holder, operation: 'theirs', actor: 'eve' }
      const body = JSON.stringify({ ...lock, fence: lock.fence + 1, holder })
      bench.disk.documents.set('locks/prod.json', { body, tag: 9_999 })
    }
    await assert.rejects(bench.deploy(2, quick), { code: 'LOCK_LOST' })
    assert.equal(bench.cloud.calls.includes('weights 0 100'), false)
    assert.equal(
      bench.cloud.calls.includes('weights 100 0'),
      false,
      'nor does it put anything back',
    )
    assert.equal(bench.lock().holder.actor, 'eve')
  })
})
