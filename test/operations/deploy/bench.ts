import { rollbackTarget } from '../../../src/domain/deployment/last-good.ts'
import type { Verdict } from '../../../src/domain/gates/verdict.ts'
import type { JsonObject } from '../../../src/domain/json.ts'
import { newOperationId } from '../../../src/domain/operation-id.ts'
import {
  abortOperation,
  type Operation,
  resumeOperation,
  runOperation,
} from '../../../src/engine/index.ts'
import type {
  DeployContext,
  DeployInput,
  RollbackInput,
} from '../../../src/operations/deploy/context.ts'
import { fenced, lockGuard } from '../../../src/operations/deploy/guard.ts'
import { deploy } from '../../../src/operations/deploy/index.ts'
import { listHistory } from '../../../src/operations/history/list.ts'
import { rollback } from '../../../src/operations/rollback.ts'
import type { Documents } from '../../../src/ports/documents.ts'
import type { Files } from '../../../src/ports/files.ts'
import type { GateWindow } from '../../../src/ports/gate.ts'
import type { Progress, StepLabel, StepOutcome } from '../../../src/ports/progress.ts'
import { Cloud } from '../../doubles/cloud.ts'
import { Disk, Power, TestClock } from '../../engine/power.ts'

export const digest = (n: number) => `sha256:${String(n).repeat(64).slice(0, 64)}`
export const image = (n: number) => `r/shop@${digest(n)}`

/** Whoever sleeps on it wakes at once, that much later. */
class HastyClock {
  time = Date.UTC(2026, 10, 24, 12)
  /** Runs with every sleep; a test makes things happen in between. */
  onSleep: () => void | Promise<void> = () => {}
  now = () => new Date(this.time)
  async sleep(milliseconds: number): Promise<void> {
    this.time += milliseconds
    await this.onSleep()
  }
}

/** Release 1 serves from blue; 2 and 3 are published. Operations run by the real engine. */
export class DeployBench {
  readonly cloud = new Cloud(digest(1))
  readonly disk = new Disk()
  readonly clock = new HastyClock()
  readonly engineClock = new TestClock()
  readonly shown: string[] = []
  readonly heard: string[] = []
  /** What the one gate says, window after window. */
  verdict: (window: GateWindow) => Verdict['outcome'] = () => 'pass'
  migrations: Record<number, readonly string[]> = { 1: ['0001_expand_a'], 2: ['0001_expand_a'] }
  /** Labels of the present moment for the variables that Ansible is handed. */
  #variables: Readonly<Record<string, unknown>> = {}
  #pid = 100
  #count = 0
  /** The operation of the last call, for resume and abort. */
  last: { make: () => Operation; id: string } | null = null

  constructor() {
    this.cloud.now = () => this.clock.time
    for (const n of [1, 2, 3]) this.publish(n)
  }

  publish(n: number): void {
    const migrations = (this.migrations[n] ?? ['0001_expand_a']).join(',')
    const labels = {
      'org.opencontainers.image.version': `${n}`,
      'dev.opsctl.migrations': migrations,
    }
    this.cloud.images.set(digest(n), labels)
  }

  input(n: number, more: Partial<DeployInput> = {}): DeployInput {
    return {
      stack: this.cloud.stack,
      goal: {
        image: image(n),
        version: `${n}`,
        migrations: this.migrations[n] ?? ['0001_expand_a'],
      },
      strategy: 'canary',
      weights: [5, 25, 100],
      patience: { bake: 60, hold: 120, warm: 10, hosts: 30, health: 30 },
      keepOld: false,
      allowContract: false,
      again: false,
      overrideFreeze: null,
      withoutSnapshot: false,
      approved: null,
      ...more,
    }
  }

  context(id: string, goal: DeployContext['goal'], more: Partial<DeployContext> = {}) {
    const power = this.power
    const files = this.disk.files(new Power())
    const environment = {
      name: 'prod',
      account: '1',
      protected: false,
    } as DeployContext['environment']
    const gate = {
      name: 'fake',
      judge: async (window: GateWindow): Promise<Verdict> => ({
        ...{ gate: 'fake', outcome: this.verdict(window), reason: 'as told', samples: 1 },
      }),
    }
    const documents = this.bucket ?? this.disk.bucket(power)
    const owner = { environment: 'prod', operation: id }
    const guard = lockGuard(owner, { documents, clock: this.clock })
    const context: DeployContext = {
      environment,
      goal,
      stack: this.cloud.stack,
      patience: this.input(1).patience,
      ...fenced(this.cloud, guard),
      images: this.cloud.registry,
      gates: [gate],
      freezes: [],
      documents,
      copies: { holders: async () => [], list: async () => [], maxAgeSeconds: 86_400 },
      clock: this.clock,
      prompt: {
        assertAnswerable: () => undefined,
        confirm: async () => true,
        typeExactly: async () => true,
        typePhrase: async () => true,
      },
      operation: id,
      commit: async () => 'c0ffee',
      show: (text) => void this.shown.push(text),
      ansible: ({ playbook, hosts, variables }) => {
        if (playbook === null) this.#variables = variables
        return {
          exec: this.cloud.exec(() => this.#variables),
          files: { ...files, list: async () => [], write: async () => {}, remove: async () => {} },
          environment,
          ansible: { bin: null, dir: '/p/ansible', env: {} },
          playbook: playbook ?? 'site.yml',
          variables: async () => variables,
          image: null,
          version: null,
          only: hosts,
          spared: [],
          extra: [],
        }
      },
      ...more,
    }
    return context
  }

  /** Told of the steps of the next processes, and what interrupts them. */
  watch: Pick<Progress, 'stepStarted' | 'stepEnded'> = { stepStarted() {}, stepEnded() {} }
  signal = new AbortController().signal
  /** Where lock and ledger are; null: on the disk of this bench. */
  bucket: Documents | null = null
  /** Processes of one machine share it. */
  machine = 'boot-1'
  power = new Power()
  lockWaitSeconds = 0
  /** Wraps the files of the next processes. */
  wrap: (files: Files) => Files = (files) => files

  deploy(n: number, more: Partial<DeployInput> = {}, context: Partial<DeployContext> = {}) {
    const id = this.#newId()
    const input = this.input(n, more)
    const { goal, patience } = input
    const make = () => this.context(id, goal, { patience, ...context })
    return this.#run(id, 'deploy', input as unknown as JsonObject, deploy(input), make)
  }

  async rollback(to: string | null = null) {
    const query = { environment: 'prod', limit: 50 }
    const entries = await listHistory(query, { documents: this.disk.bucket(new Power()) })
    const target = rollbackTarget(entries, to)
    if ('problem' in target) throw new Error(target.problem)
    const { release, current, takesBack } = target
    const { patience, stack } = this.input(1)
    const input: RollbackInput = { stack, target: release, current, takesBack, patience }
    const id = this.#newId()
    this.cloud.rounds = 0
    return this.#run(id, 'rollback', input as unknown as JsonObject, rollback(input), () =>
      this.context(id, release),
    )
  }

  /** What `config apply` does to every host but the spared ones, and its entry in the ledger. */
  configured(n: number, spared: readonly string[] = []): void {
    for (const { hosts } of Object.values(this.cloud.groups)) {
      for (const host of hosts) {
        if (!spared.includes(host.id)) this.cloud.configure(host, digest(n))
      }
    }
    const id = this.#newId()
    const entry = {
      ...this.ledger(),
      ...{ id, kind: 'config apply', input: { image: image(n), only: [], spared }, facts: {} },
      steps: [{ id: 'converge', outcome: 'done' }],
    }
    const body = JSON.stringify(entry)
    this.disk.documents.set(`ledger/prod/${id}.json`, { body, tag: 1 })
  }

  resume() {
    return resumeOperation(this.#last(), this.deps())
  }

  abort() {
    return abortOperation(this.#last(), this.deps())
  }

  deps() {
    this.#pid += 1
    const pid = this.#pid
    const note = (line: string) => void this.heard.push(line)
    return {
      files: this.wrap(this.disk.files(this.power)),
      documents: this.bucket ?? this.disk.bucket(this.power),
      clock: this.engineClock,
      processes: { startOf: async (p: number) => (p === this.#pid ? `start-${p}` : null) },
      progress: {
        ...{ news: note, note, warn: note },
        stepStarted: (step: StepLabel) => this.watch.stepStarted(step),
        stepEnded: (step: StepLabel, outcome: StepOutcome, seconds: number) =>
          this.watch.stepEnded(step, outcome, seconds),
        async yieldScreen() {},
      },
      who: {
        ...{
          actor: 'ada',
          host: 'desk',
          hostToken: this.machine,
          pid,
          processStart: `start-${pid}`,
        },
        ...{ version: '0.1.0', commit: null },
      },
      signal: this.signal,
      operationsFolder: '/project/.opsctl/operations',
      lockWaitSeconds: this.lockWaitSeconds,
    }
  }

  ledger(id = this.last?.id ?? '') {
    return JSON.parse(this.disk.documents.get(`ledger/prod/${id}.json`)?.body ?? 'null')
  }

  lock() {
    return JSON.parse(this.disk.documents.get('locks/prod.json')?.body ?? 'null')
  }

  /** As another process would build it. */
  #last(): Operation {
    if (this.last === null) throw new Error('nothing ran')
    return this.last.make()
  }

  #newId(): string {
    this.#count += 1
    const time = new Date(Date.UTC(2026, 10, 24, 12, 0, this.#count))
    return newOperationId(time, Buffer.from([Number(this.machine.at(-1)), 0, 0, this.#count]))
  }

  #run(
    id: string,
    kind: string,
    input: JsonObject,
    steps: Operation<DeployContext>['steps'],
    context: () => DeployContext,
  ) {
    const shape = { id, kind, environment: 'prod', input, steps }
    const always = { effect: 'change', lock: true, putsBack: true }
    const make = () => ({ ...shape, ...always, context: context() }) as unknown as Operation
    this.last = { make, id }
    return runOperation(make(), this.deps())
  }
}
