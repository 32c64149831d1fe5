import { isSnapshotId } from '../../../src/domain/snapshot/name.ts'
import type { Operation, Step } from '../../../src/engine/index.ts'
import type { SnapshotContext, SnapshotInput } from '../../../src/operations/snapshot/context.ts'
import type { DurableRun, Exec, LeftBehind } from '../../../src/ports/exec.ts'
import { MemoryEbs } from '../../doubles/memory-ebs.ts'
import { MemoryRds } from '../../doubles/memory-rds.ts'
import { Bench, id } from '../../engine/bench.ts'
import { Power } from '../../engine/power.ts'

export const own = { Project: 'shop', Environment: 'prod', ManagedBy: 'opsctl' }
export const data = { ...own, HoldsData: 'true', DataOf: 'postgres', Name: 'shop-prod-postgres' }
export const settled = { lsn: '0/1', system: '7', schema: '0002_expand', tables: 3 }
export const sound = { good: true, checks: [], startSeconds: 2 }

/** One environment: a database host with its volume, an app host, and the engine around it. */
export class Setting {
  readonly bench = new Bench()
  time = Date.UTC(2026, 10, 24, 3)
  readonly ebs = new MemoryEbs(() => new Date(this.time))
  readonly rds = new MemoryRds(() => new Date(this.time))
  readonly volume: string
  readonly host: string
  /** What the playbooks tell, by playbook. */
  told: Record<string, Record<string, unknown>> = {
    'snapshot_settle.yml': { database_settled: settled },
    'snapshot_verify.yml': { copy_report: sound },
    'snapshot_verify_database.yml': { copy_report: sound },
    'snapshot_swap.yml': {},
  }
  /** The variables with which each playbook was started, in order. */
  readonly handed: { readonly playbook: string; readonly [name: string]: unknown }[] = []
  /** What an earlier process left of a run, and which of them were awaited. */
  leftBehind: (run: DurableRun) => LeftBehind | null = () => null
  readonly awaited: string[] = []
  answer = true
  /** What was started so that it dies with opsctl although it changes something. */
  readonly mortal: string[] = []
  /** What was asked of the database around a swap, in order: stop, start. */
  readonly stages: string[] = []
  shown: Iterable<{ readonly action: string }> = []

  constructor() {
    this.host = this.ebs.addHost({ ...own, Role: 'db' })
    this.ebs.addHost({ ...own, Role: 'app' })
    const attachment = { instance: this.host, device: '/dev/sdf', state: 'attached' }
    this.volume = this.ebs.addVolume(data, { state: 'in-use', attachment })
  }

  context(input: SnapshotInput, power = new Power()): SnapshotContext {
    const exec: Exec = {
      run: async (command, options) => {
        const playbook = command.args.at(-1) ?? ''
        power.edge()
        if (options?.durable === undefined) this.mortal.push(playbook)
        this.#hear(playbook, command.args)
        const told = { host: this.told[playbook] }
        const line = JSON.stringify({
          event: 'stats',
          hosts: { host: { ok: 1, changed: 0 } },
          unfinished: {},
          told,
        })
        options?.onLine?.(line, 'stdout')
        return { exitCode: 0, signal: null, stdout: '', stderr: '' }
      },
      leftBehind: async (run) => this.leftBehind(run),
      attach: async (run) => {
        this.awaited.push(run.name)
        return { exitCode: 0, signal: null, stdout: '', stderr: '' }
      },
    }
    const config = {
      exec,
      files: { ...this.bench.disk.files(power), list: async () => [] },
      environment: { name: 'prod' },
      ansible: { bin: null, dir: '/ansible', env: {} },
      spared: [],
      variables: async () => ({}),
    }
    const ebs = this.ebs.ports(() => power.edge())
    const rds = this.rds.ports(() => power.edge())
    const of = (one: string) => (isSnapshotId(one) ? ebs : rds)
    return {
      ...ebs,
      ...rds,
      reader: {
        async *pages(filter: { tags: object; source?: string | undefined }) {
          yield* ebs.reader.pages(filter)
          yield* rds.reader.pages(filter)
        },
        find: (one: string) => of(one).reader.find(one),
        sharing: (one: string) => of(one).reader.sharing(),
      },
      writer: {
        create: ebs.writer.create,
        tag: (one: string, tags: object) => of(one).writer.tag(one, tags),
        remove: (one: string) => of(one).writer.remove(one),
      },
      clock: {
        now: () => new Date(this.time),
        sleep: async (ms: number) => {
          this.time += ms
        },
      },
      prompt: {
        assertAnswerable: () => undefined,
        confirm: async () => this.answer,
        typeExactly: async () => this.answer,
      },
      identity: { read: async () => ({ account: '111111111111', arn: '' }) },
      documents: this.bench.disk.bucket(power),
      environment: { name: 'prod', project: 'shop', account: '111111111111', region: 'eu-west-3' },
      settings: {
        keep: { last: 1, daily: 0, weekly: 0, monthly: 0, yearly: 0, tags: [] },
        maxRemovals: 10,
        maxAge: '24h',
        verify: { rows: {}, queries: [], service: true },
      },
      config: async () => config,
      infra: async () => {
        throw new Error('no Terraform here')
      },
      operation: id,
      version: '1.2.3',
      commit: 'abc',
      input,
      showPrune: (decisions: Iterable<{ readonly action: string }>) => {
        this.shown = decisions
      },
      note: () => undefined,
    } as unknown as SnapshotContext
  }

  operation(
    kind: string,
    steps: readonly Step<SnapshotContext>[],
    input: SnapshotInput,
    power = new Power(),
  ): Operation {
    return {
      id,
      kind,
      environment: 'prod',
      input: input as never,
      steps,
      context: this.context(input, power),
      effect: 'change',
      lock: true,
    } as unknown as Operation
  }

  #hear(playbook: string, args: readonly string[]): void {
    const file = args.find((word) => word.startsWith('@'))?.slice(1) ?? ''
    const text = new TextDecoder().decode(this.bench.disk.content.get(file))
    const variables = JSON.parse(text || '{}')
    this.handed.push({ ...variables, playbook })
    const { swap_stage: stage } = variables
    if (typeof stage !== 'string') return
    this.stages.push(stage)
    this.ebs.effects.push(stage)
    const there = [...this.ebs.volumes.values()].some((one) => one.attachment?.state === 'attached')
    // PostgreSQL does not start without its data, nor on what is still on its way.
    if (stage === 'start' && !there && this.ebs.volumes.size > 0) throw new Error('no volume')
  }

  /** What of the world is not part of the environment itself. */
  left(): string[] {
    const hosts = [...this.ebs.hosts.values()].filter((one) => one.tags['Role'] === 'verify')
    const volumes = [...this.ebs.volumes.keys()].filter((one) => one !== this.volume)
    const databases = [...this.rds.databases.keys()].filter((one) => one !== 'shop-prod')
    return [...hosts.map((one) => one.id), ...volumes, ...databases]
  }
}
