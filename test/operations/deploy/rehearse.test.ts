import assert from 'node:assert/strict'
import {
  type Disturbance,
  isAsFound,
  isShown,
  type Rehearsal,
  type RehearsedFault,
  rehearsedFaults,
} from '../../../src/domain/deployment/rehearsal.ts'
import { noCredentials } from '../../../src/errors/index.ts'
import { look } from '../../../src/operations/deploy/look.ts'
import { rehearse } from '../../../src/operations/deploy/rehearse.ts'
import type { RehearsalContext } from '../../../src/operations/deploy/rehearse-one.ts'
import { requestOf } from '../../../src/operations/deploy/request.ts'
import { Power, TestClock } from '../../engine/power.ts'
import { DeployBench, digest } from './bench.ts'

const subject = { version: '2', image: 'r/shop@x', strategy: 'canary' }
const neverPromotes = { patience: { bake: 3600, hold: 0, warm: 0, hosts: 30, health: 30 } }

/** A rehearsal of release 2 on a bench, whose faults do to the cloud what the sandbox's do. */
class Stage {
  readonly bench = new DeployBench()
  readonly set = new Map<string, Disturbance>()
  readonly user = new AbortController()
  hits = 3
  noticed = true

  context(more: Partial<RehearsalContext> = {}): RehearsalContext {
    const { bench, set } = this
    const documents = bench.disk.bucket(new Power())
    const at = bench.context('look', bench.input(2).goal)
    return {
      environment: 'prod',
      // Real time would wait for the limit; this one stands still until somebody moves it.
      clock: new TestClock(),
      firstWeight: 5,
      limitSeconds: 480,
      signal: this.user.signal,
      faults: {
        set: async (what) => {
          const id = `f${set.size + 1}`
          set.set(id, what)
          if (what.kind === 'unhealthy' && this.noticed) bench.cloud.sick.add(digest(2))
          return id
        },
        hits: async (id) => (set.get(id)?.kind === 'unhealthy' ? null : this.hits),
        clear: async (id) => {
          set.delete(id)
          bench.cloud.sick.clear()
        },
      },
      look: async () => {
        const { weights, groups } = await look(at)
        const ids = (colour: 'blue' | 'green') => groups[colour].hosts.map((host) => host.id).sort()
        const { blue, green } = groups
        const desired = { blue: blue.desired, green: green.desired }
        return { weights, desired, hosts: { blue: ids('blue'), green: ids('green') } }
      },
      held: async () => (bench.lock()?.holder ? 'the lock is held' : null),
      deploy: (watch, signal) => {
        bench.watch = watch
        bench.signal = signal
        return bench.deploy(2, { ...neverPromotes, again: true })
      },
      askToAbort: async () => {
        const asking = { documents, clock: bench.clock, environment: 'prod', by: 'a rehearsal' }
        await requestOf('abort', asking)
      },
      abort: async (watch) => {
        if (bench.lock()?.unfinished == null) return false
        bench.watch = watch
        bench.signal = new AbortController().signal
        return (await bench.abort()).outcome === 'aborted'
      },
      note: () => undefined,
      ...more,
    }
  }

  run(
    more: Partial<RehearsalContext> = {},
    faults: readonly RehearsedFault[] = rehearsedFaults,
  ): Promise<Rehearsal> {
    return rehearse(this.context(more), subject, faults)
  }

  assertAsFound(): void {
    assert.deepEqual(this.bench.cloud.weights, { blue: 100, green: 0 })
    assert.equal(this.bench.cloud.groups.green.desired, 0)
    assert.equal(this.bench.cloud.groups.blue.desired, 2)
    assert.equal(this.bench.lock().holder, null)
    assert.equal(this.bench.lock().unfinished, null)
    assert.equal(this.set.size, 0, 'a fault is left')
  }
}

describe('a rehearsal', () => {
  it('has the deployment taken back once for each fault, and everything as found', async () => {
    const stage = new Stage()
    const rehearsal = await stage.run()
    stage.assertAsFound()
    assert.ok(isShown(rehearsal), JSON.stringify(rehearsal.deployments.map(({ wrong }) => wrong)))
    assert.deepEqual(
      rehearsal.deployments.map(({ fault, code, exitCode, takenBackBy, hits }) => {
        return [fault, exitCode, code, takenBackBy, hits]
      }),
      [
        ['unhealthy', 5, 'GATE_SAID_NO', 'itself', null],
        ['throttle', 5, 'DEPLOY_ABORTED', 'itself', 3],
        ['lost-reply', 5, 'DEPLOY_ABORTED', 'itself', 3],
        ['interrupt', 130, 'INTERRUPTED', 'abort', null],
      ],
    )
    for (const { weights, backSeconds, steps } of rehearsal.deployments) {
      assert.deepEqual(weights.before, { blue: 100, green: 0 })
      assert.deepEqual(weights.during, { blue: 95, green: 5 })
      assert.deepEqual(weights.after, { blue: 100, green: 0 })
      assert.notEqual(backSeconds, null)
      assert.ok(steps.some(({ id, outcome }) => id === 'raise' && outcome === 'undone'))
    }
  })

  it('sets a fault before the step that it is for, and never a second time', async () => {
    const stage = new Stage()
    const seen: unknown[] = []
    const { faults } = stage.context()
    const set = async (what: Disturbance) => {
      const { calls } = stage.bench.cloud
      seen.push([what.kind, calls.includes('capacity green 2'), calls.includes('weights 95 5')])
      calls.length = 0
      return faults.set(what)
    }
    await stage.run({ faults: { ...faults, set } }, ['unhealthy', 'lost-reply'])
    // Hosts turn sick under traffic; calls go wrong from the first that changes anything.
    assert.deepEqual(seen, [
      ['unhealthy', true, true],
      ['lost-reply', false, false],
    ])
  })

  it('is no proof when the fault hit nothing, or nobody noticed it', async () => {
    const quiet = new Stage()
    quiet.hits = 0
    const missed = await quiet.run({}, ['throttle'])
    assert.deepEqual(missed.deployments[0]?.wrong, ['the fault hit no call'])
    assert.equal(isShown(missed), false)
    quiet.assertAsFound()

    const blind = new Stage()
    blind.noticed = false
    // The bench's hour of judging is over at once.
    const [through] = (await blind.run({}, ['unhealthy'])).deployments
    assert.ok(through?.wrong.includes('the deployment went through'))
  })

  it('stops at the first one that is not put back, and names the rest', async () => {
    const stage = new Stage()
    const { look: honest } = stage.context()
    let looks = 0
    const tampered: RehearsalContext['look'] = async () => {
      looks += 1
      // The third look is the one after: somebody moved the weights meanwhile.
      if (looks === 3) stage.bench.cloud.weights = { blue: 60, green: 40 }
      return honest()
    }
    const rehearsal = await stage.run({ look: tampered })
    assert.equal(rehearsal.deployments.length, 1)
    assert.equal(isAsFound(rehearsal), false)
    assert.deepEqual(rehearsal.deployments[0]?.left, [
      'weights are blue 60 %, green 40 %, not blue 100 %, green 0 %',
    ])
    assert.deepEqual(rehearsal.untried, ['throttle', 'lost-reply', 'interrupt'])
  })

  it('puts everything back when it is interrupted itself, wherever that is', async () => {
    for (const at of ['raise', 'shift-5', 'judge-5']) {
      const stage = new Stage()
      const { deploy } = stage.context()
      const interruptedAt: RehearsalContext['deploy'] = (watch, signal) =>
        deploy(
          {
            stepStarted: async (step) => {
              await watch.stepStarted(step)
              if (step.id === at) stage.user.abort('SIGINT')
            },
            stepEnded: (step, outcome, seconds) => watch.stepEnded(step, outcome, seconds),
          },
          signal,
        )
      await assert.rejects(stage.run({ deploy: interruptedAt }), { code: 'INTERRUPTED' })
      assert.equal(stage.set.size, 0, at)
      assert.deepEqual(stage.bench.cloud.weights, { blue: 100, green: 0 }, at)
      assert.equal(stage.bench.cloud.groups.green.desired, 0, at)
      assert.equal(stage.bench.lock()?.unfinished ?? null, null, at)
    }
  })

  it('takes the deployment back when the fault cannot be set, or the time is up', async () => {
    const broken = new Stage()
    const { faults } = broken.context()
    const set = () => Promise.reject(new Error('the relay does not answer'))
    const first = await broken.run({ faults: { ...faults, set } }, ['throttle'])
    assert.ok(first.deployments[0]?.wrong.includes('the relay does not answer'))
    broken.assertAsFound()

    const late = new Stage()
    late.noticed = false
    const clock = new TestClock()
    const rehearsal = late.run({ clock, limitSeconds: 5 }, ['unhealthy'])
    late.bench.clock.onSleep = async () => clock.advance(2_000)
    const [one] = (await rehearsal).deployments
    assert.ok(one?.wrong.includes('it had not ended after 5 s'), JSON.stringify(one?.wrong))
    late.assertAsFound()
  })

  it('is an error when the deployment does not get as far as the fault', async () => {
    const stage = new Stage()
    stage.bench.cloud.images.delete(digest(1))
    await assert.rejects(stage.run(), { code: 'WAY_BACK_MISSING' })
    const refused = new Stage()
    const look = () => Promise.reject(noCredentials('the token has expired', null))
    await assert.rejects(refused.run({ look }), /expired/)
  })
})
