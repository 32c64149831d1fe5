import assert from 'node:assert/strict'
import type { Environment } from '../../../src/config/environment.ts'
import {
  abortOperation,
  type EngineDeps,
  type LedgerEntry,
  ledgerKey,
  type Operation,
  resumeOperation,
  runOperation,
  type Step,
} from '../../../src/engine/index.ts'
import { type Asked, aimAt } from '../../../src/operations/config/aim.ts'
import { configApply } from '../../../src/operations/config/apply.ts'
import type { ApplyContext } from '../../../src/operations/config/context.ts'
import { releaseLock } from '../../../src/operations/lock/release.ts'
import { counts } from '../../doubles/host-counts.ts'
import { scriptedExec } from '../../doubles/scripted-exec.ts'
import { Bench } from '../../engine/bench.ts'

const nothingSaid: Asked = { image: null, failed: false, only: [] }
const image = (n: number) => `shop@sha256:${n}`
const idOf = (n: number) => `20261123t12000${n}z-00000001`

/** An environment whose deployments and configuration runs are told by the real engine. */
class Hosts {
  readonly bench = new Bench()
  /** What each run of the playbook was handed, and for whom. */
  readonly runs: { image: unknown; version: unknown; only: readonly string[] }[] = []
  exitCode = 0

  constructor() {
    this.#ledger(1, { kind: 'deploy', facts: { image: image(1), version: '1' } })
  }

  entry(n: number, more: Partial<LedgerEntry>): LedgerEntry {
    const shape = { schema: 1, id: idOf(n), environment: 'prod', outcome: 'done', fence: 1 }
    return { ...shape, steps: [], input: {}, facts: {}, ...more } as unknown as LedgerEntry
  }

  #ledger(n: number, more: Partial<LedgerEntry>): void {
    const body = JSON.stringify(this.entry(n, more))
    this.bench.disk.documents.set(ledgerKey('prod', idOf(n)), { body, tag: n })
  }

  /** Puts this image on the hosts when it is told to; until then it holds the lock. */
  deployment(n: number): { readonly ended: Promise<unknown>; finish(): void } {
    const gate = Promise.withResolvers<void>()
    const step: Step<unknown> = {
      ...{ id: 'shift', title: 'shift', effect: 'change' },
      run: async () => {
        await gate.promise
        return { image: image(n), version: `${n}` }
      },
    }
    const operation = this.bench.operation(undefined, {
      id: idOf(n),
      kind: 'deploy',
      steps: [step],
    })
    return { ended: runOperation(operation, this.bench.deps()), finish: () => gate.resolve() }
  }

  apply(n: number, asked: Asked = nothingSaid): Operation<ApplyContext> {
    const { disk, power } = this.bench
    const stats = { event: 'stats', hosts: { 'i-a': counts }, unfinished: {} }
    const { exitCode } = this
    const stdout = exitCode === 0 ? JSON.stringify(stats) : ''
    const { exec } = scriptedExec([{ file: 'ansible-playbook', exitCode, stdout }])
    const context: ApplyContext = {
      ...{ exec, environment: { name: 'prod' }, operation: idOf(n), asked },
      documents: disk.bucket(power),
      run: async ({ asOf: _, ...aim }) => ({
        ...{ exec, files: disk.files(power), environment: { name: 'prod' } as Environment },
        ...{ ansible: { bin: null, dir: '/ansible', env: {} }, playbook: 'site.yml', extra: [] },
        ...aim,
        variables: async () => {
          const { image, version, only } = aim
          this.runs.push({ image, version, only })
          return {}
        },
      }),
    }
    const { steps: _, ...shape } = this.bench.operation()
    return { ...shape, id: idOf(n), kind: 'config apply', input: {}, steps: configApply(), context }
  }

  /** Of a process in another clone of the project. */
  patient(clone: string): EngineDeps {
    return this.bench.deps(undefined, { lockWaitSeconds: 600, operationsFolder: `/${clone}` })
  }

  async pass(): Promise<void> {
    for (let n = 0; n < 4; n++) await this.bench.clock.advance(2_000)
  }
}

describe('config apply goes by the ledger as it is when it has the lock', () => {
  const without = (n: number) => ({ image: image(n), version: `${n}`, only: [] })

  it('a run that waited for a deployment brings that one’s image', async () => {
    const hosts = new Hosts()
    const deployment = hosts.deployment(2)
    while (!hosts.bench.lock()?.holder) await hosts.bench.clock.advance(0)
    const applied = runOperation(hosts.apply(3), hosts.patient('other'))
    await hosts.pass()
    assert.deepEqual(hosts.runs, [])
    deployment.finish()
    await deployment.ended
    await hosts.pass()
    const { facts } = await applied
    assert.deepEqual(hosts.runs, [without(2)])
    assert.deepEqual([facts['image'], facts['version'], facts['asOf']], [image(2), '2', idOf(2)])
  })

  it('… also one that had not begun when the run looked, and had ended when it took the lock, and says so', async () => {
    const hosts = new Hosts()
    const operation = hosts.apply(3)
    const [aim, converge] = operation.steps as readonly [Step<ApplyContext>, Step<ApplyContext>]
    let overtaken = false
    const slow: Step<ApplyContext> = {
      ...aim,
      run: async (c, at) => {
        const facts = await aim.run(c, at)
        if (overtaken) return facts
        overtaken = true
        const deployment = hosts.deployment(4)
        deployment.finish()
        await deployment.ended
        return facts
      },
    }
    await runOperation({ ...operation, steps: [slow, converge] }, hosts.patient('other'))
    assert.deepEqual(hosts.runs, [without(4)])
    assert.match(hosts.bench.heard.join('\n'), /in other hands meanwhile: looking again/)
  })

  it('an image that was named is the one that is brought', async () => {
    const hosts = new Hosts()
    const deployment = hosts.deployment(2)
    while (!hosts.bench.lock()?.holder) await hosts.bench.clock.advance(0)
    const named = { ...nothingSaid, image: image(9) }
    const applied = runOperation(hosts.apply(3, named), hosts.patient('other'))
    deployment.finish()
    await deployment.ended
    await hosts.pass()
    await applied
    assert.deepEqual(hosts.runs, [{ image: image(9), version: null, only: [] }])
  })

  it('with nobody in between it looks once', async () => {
    const hosts = new Hosts()
    await runOperation(hosts.apply(2), hosts.bench.deps())
    assert.deepEqual(hosts.runs, [without(1)])
    assert.doesNotMatch(hosts.bench.heard.join('\n'), /looking again/)
  })

  it('resume goes on with the same image, and refuses when a released lock let another one come', async () => {
    const hosts = new Hosts()
    hosts.exitCode = 4
    await assert.rejects(runOperation(hosts.apply(2), hosts.bench.deps()), { code: 'TOOL_FAILED' })
    await assert.rejects(resumeOperation(hosts.apply(2), hosts.bench.deps()), {
      code: 'TOOL_FAILED',
    })
    assert.deepEqual(hosts.runs, [without(1), without(1)])
    const yes = { confirm: async () => true, typeExactly: async () => true }
    await releaseLock({ environment: 'prod' }, { ...hosts.bench.deps(), prompt: yes as never })
    const later = hosts.bench.operation(undefined, { id: idOf(5), kind: 'deploy', steps: [] })
    const brings: Step<unknown> = {
      ...{ id: 'shift', title: 'shift', effect: 'change' },
      run: async () => ({ image: image(5), version: '5' }),
    }
    await runOperation({ ...later, steps: [brings] }, hosts.patient('elsewhere'))
    hosts.exitCode = 0
    await assert.rejects(resumeOperation(hosts.apply(2), hosts.bench.deps()), {
      code: 'ENVIRONMENT_MOVED',
      exitCode: 1,
      message: `prod was changed by another operation meanwhile: ${idOf(5)} brought ${image(5)}.`,
      next: [
        `finish putting it back: opsctl abort ${idOf(2)}`,
        'then again: opsctl config apply -e prod',
      ],
    })
    assert.deepEqual(hosts.runs.length, 2)
    await abortOperation(hosts.apply(2), hosts.bench.deps())
    await runOperation(hosts.apply(6), hosts.bench.deps())
    assert.deepEqual(hosts.runs.at(-1), without(5))
  })

  it('--failed means the last run that came to hosts, not one that was refused the lock', () => {
    const hosts = new Hosts()
    const run = hosts.entry(2, { kind: 'config apply', facts: { failedHosts: ['i-b'] } })
    const refused = hosts.entry(3, { kind: 'config apply', outcome: 'failed' })
    const asked = { ...nothingSaid, failed: true }
    assert.deepEqual(aimAt([refused, run], asked).only, ['i-b'])
    const died = hosts.entry(4, {
      kind: 'config apply',
      outcome: 'aborted',
      steps: [{ id: 'converge', outcome: 'kept' }] as unknown as LedgerEntry['steps'],
    })
    assert.throws(() => aimAt([died, run], asked), { code: 'BAD_INPUT' })
  })
})
