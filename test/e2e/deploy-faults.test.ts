import assert from 'node:assert/strict'
import { awsBalancer } from '../../src/adapters/aws-balancer.ts'
import { systemClock } from '../../src/adapters/clock.ts'
import { httpRegistry } from '../../src/adapters/http-registry.ts'
import { prometheusMetrics } from '../../src/adapters/prometheus.ts'
import type { OpsctlError } from '../../src/errors/index.ts'
import type { DeployContext } from '../../src/operations/deploy/context.ts'
import { errorShare } from '../../src/operations/gates/measurements.ts'
import { prometheusGate } from '../../src/operations/gates/prometheus-gate.ts'
import { DeployBench, digest } from '../operations/deploy/bench.ts'
import { FakePrometheus } from '../operations/gates/fake-prometheus.ts'
import { until } from './aws-query.ts'
import { EmulatedAws } from './emulated-aws.ts'
import { EmulatedCloud } from './emulated-cloud.ts'
import { sandboxPython } from './sandbox-parts.ts'

let python = ''

/** Deployments by the real operation, engine and AWS clients, on the sandbox's AWS with faults. */
/** Nobody needs longer here for what a load balancer's nodes may need seconds for. */
const briskClock = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(Math.min(ms, 1000), signal),
}

describe('deploy while things go wrong', function () {
  this.timeout(240_000)
  let aws: EmulatedAws
  let world: EmulatedCloud
  let bench: DeployBench
  let count = 0

  before(async () => {
    python = await sandboxPython()
    aws = await EmulatedAws.start(python)
  })
  after(() => aws?.stop())

  beforeEach(async () => {
    count += 1
    bench = new DeployBench()
    world = await EmulatedCloud.make(aws, `shop-${count}`)
    await world.follow(bench.cloud, digest(1))
  })
  afterEach(() => world.end())

  /** Release 2 by canary, in seconds instead of minutes. */
  function deploy(more: Partial<DeployContext> = {}, hold = 3) {
    const { stack, access, fleet } = world
    const patience = { bake: 1, hold, warm: 0, hosts: 60, health: 30 }
    const context = {
      stack,
      balancer: awsBalancer(access),
      fleet,
      clock: briskClock,
    }
    return bench.deploy(2, { stack, patience, weights: [5, 100] }, { ...context, ...more })
  }

  async function assertDone(): Promise<void> {
    assert.deepEqual(await world.weights(), { blue: 0, green: 100 })
    assert.equal((await world.hosts('green')).length, 2, 'as many hosts as served before, no more')
    assert.equal(bench.ledger().outcome, 'done')
    assert.equal(bench.lock().holder, null)
  }

  /** The old release serves as before, the new hosts are gone, the lock is free. */
  async function assertPutBack(): Promise<void> {
    assert.deepEqual(await world.weights(), { blue: 100, green: 0 })
    await until('no host of green', 30, async () => (await world.hosts('green')).length === 0)
    assert.equal((await world.hosts('blue')).length, 2)
    assert.equal(bench.lock().holder, null)
    assert.equal(bench.lock().unfinished, null)
    assert.equal(bench.ledger().outcome, 'aborted')
  }

  const failure = async (asked: Promise<unknown>): Promise<OpsctlError> => {
    try {
      await asked
    } catch (error) {
      return error as OpsctlError
    }
    throw new assert.AssertionError({ message: 'it went through' })
  }

  it('ends well with 30 % of the calls throttled and 10 % broken', async () => {
    await world.set(
      { kind: 'throttle', rate: 0.3, seed: 11 },
      { kind: 'error', rate: 0.1, seed: 5 },
    )
    assert.equal((await deploy()).outcome, 'done')
    await assertDone()
    const [throttled = 0, broken = 0] = await world.hits()
    assert.ok(throttled >= 3 && broken >= 1, `${throttled} throttled, ${broken} broken`)
  })

  it('does nothing twice when the reply to every changing call is lost', async () => {
    await world.set({ kind: 'lost-reply', changing: true, once: true })
    assert.equal((await deploy()).outcome, 'done')
    await assertDone()
    const [lost = 0] = await world.hits()
    // Raise, two weights, lower.
    assert.ok(lost >= 4, `${lost} replies lost`)
  })

  it('keeps lock and ledger in a state bucket that throttles and loses replies like the rest', async () => {
    const bucket = await world.stateBucket(`state-${count}`)
    bench.bucket = bucket
    await world.set(
      { kind: 'throttle', rate: 0.3, seed: 1 },
      { kind: 'lost-reply', changing: true, once: true },
    )
    const { id, outcome } = await deploy()
    assert.equal(outcome, 'done')
    const hits = await world.hits()
    assert.ok(
      hits.every((count) => count >= 10),
      `hits ${hits}`,
    )
    await world.set()
    const stored = async (key: string) => JSON.parse((await bucket.read(key))?.body ?? 'null')
    assert.equal((await stored(`ledger/prod/${id}.json`)).outcome, 'done')
    const lock = await stored('locks/prod.json')
    assert.deepEqual([lock.holder, lock.unfinished], [null, null])
    assert.deepEqual(await world.weights(), { blue: 0, green: 100 })
  })

  it('can be put back after its credentials expired midway', async () => {
    await world.set({ kind: 'expired', after: 12 })
    const error = await failure(deploy())
    assert.notEqual(error.exitCode, 0)
    const { blue, green } = await world.weights()
    assert.ok(blue + green === 100 && (blue > 0 || green === 100), 'somebody serves')
    await world.set()
    if (bench.lock().unfinished !== null) await bench.abort()
    await assertPutBack()
  })

  describe('with a host terminated midway', () => {
    let terminated = ''

    /** The first move of the weights costs the new colour a host. */
    function deployWithLoss(hold: number) {
      terminated = ''
      const balancer = awsBalancer(world.access)
      const setWeights: typeof balancer.setWeights = async (view, weights) => {
        await balancer.setWeights(view, weights)
        if (terminated !== '') return
        terminated = (await world.hosts('green'))[0] ?? ''
        await world.terminate(terminated)
      }
      return deploy({ balancer: { ...balancer, setWeights } }, hold)
    }

    it('waits for its replacement, which gets the release before more requests come', async () => {
      assert.equal((await deployWithLoss(60)).outcome, 'done')
      await assertDone()
      const hosts = bench.cloud.groups.green.hosts
      assert.equal(
        hosts.some(({ id }) => id === terminated),
        false,
      )
      assert.ok(hosts.every((host) => host.digest === digest(2)))
    })

    it('goes back when none comes in time', async () => {
      const error = await failure(deployWithLoss(2))
      assert.deepEqual([error.code, error.exitCode], ['GATE_SAID_NO', 5])
      assert.match(error.message, /1 of 2 hosts|not registered/)
      await assertPutBack()
    })
  })

  describe('with a gate on Prometheus', () => {
    const limits = { atMost: 0.01, worseBy: 0.005, needed: 300 }
    const gateAt = (address: () => Promise<string | null>) =>
      prometheusGate('errors', prometheusMetrics(address), errorShare('prod', 'service', limits))

    async function assertHeldAndPutBack(gates: DeployContext['gates'], words: RegExp) {
      const began = Date.now()
      const error = await failure(deploy({ gates }))
      assert.deepEqual([error.code, error.exitCode], ['GATE_SAID_NO', 5])
      assert.match(error.message, words)
      assert.ok(Date.now() - began > 4000, 'it held before it went back')
      await assertPutBack()
    }

    it('holds and goes back when Prometheus is down', async () => {
      const gone = await FakePrometheus.start()
      const { url } = gone
      await gone.stop()
      await assertHeldAndPutBack([gateAt(async () => url)], /cannot be reached/)
    })

    it('holds and goes back when Prometheus has nothing, or there is none', async () => {
      const empty = await FakePrometheus.start()
      try {
        await assertHeldAndPutBack([gateAt(async () => empty.url)], /green is not scraped/)
      } finally {
        await empty.stop()
      }
    })
  })

  it('stops before it changes anything when the registry is down', async () => {
    const images = httpRegistry({ plainHttp: true, basic: async () => null })
    const port = await import('../sandbox/real-ports.ts').then(({ realPorts }) =>
      realPorts.loopback.freePort(0),
    )
    const find = (reference: string) => images.find(reference.replace(/^r\//, `127.0.0.1:${port}/`))
    const error = await failure(deploy({ images: { find } }))
    assert.notEqual(error.exitCode, 0)
    assert.deepEqual(await world.weights(), { blue: 100, green: 0 })
    assert.deepEqual(await world.hosts('green'), [])
    assert.equal(bench.lock()?.holder ?? null, null)
  })
})
