import type { Colour } from '../../src/domain/traffic/colour.ts'
import type { BalancerReader, BalancerWriter, TargetView } from '../../src/ports/balancer.ts'
import type { CommandLine, Exec, Finished } from '../../src/ports/exec.ts'
import type { FleetReader, FleetWriter, GroupView } from '../../src/ports/fleet.ts'
import type { ImageRegistry } from '../../src/ports/image-registry.ts'

export interface Host {
  readonly id: string
  digest: string
  configuration: string
  complete: boolean
}

interface Group {
  min: number
  desired: number
  readonly max: number
  hosts: Host[]
}

/** What happens when a call is made: nothing, or whatever the test wants (throw, change the world). */
export type OnCall = (call: string) => void

/** Milliseconds until all of the load balancer follows a new weight; its API tells the new one at once. */
const lag = 2_000

const arn = (colour: Colour) => `arn:tg/${colour}`

/**
 * Two colours behind one listener, in memory: hosts appear and go at once, take a release when
 * "Ansible" is run on them, and are healthy when they run one that is not in `sick`.
 */
export class Cloud {
  weights: Record<Colour, number> = { blue: 100, green: 0 }
  readonly groups: Record<Colour, Group>
  /** Digests that never become healthy, or that no host takes. */
  readonly sick = new Set<string>()
  readonly refusing = new Set<string>()
  /** What the registry has, with its labels. */
  readonly images = new Map<string, Record<string, string>>()
  templates = true
  /** Every call in order, e.g. `weights 95 5`, `capacity green 2`. */
  readonly calls: string[] = []
  /** How many calls have begun while no other was under way: calls in a row. */
  rounds = 0
  onCall: OnCall = () => {}
  /** Milliseconds; with it the load balancer follows its weights only after `lag`. */
  now: (() => number) | null = null
  #moved: { readonly from: Record<Colour, number>; readonly at: number } | null = null
  #cutOff = false
  #open = 0
  #born = 0

  constructor(serving: string, size = 2) {
    const group = (desired: number): Group => ({ min: desired, desired, max: 4, hosts: [] })
    this.groups = { blue: group(size), green: group(0) }
    this.#fill('blue')
    for (const host of this.groups.blue.hosts) this.configure(host, serving)
  }

  readonly stack = {
    listener: 'arn:listener',
    targetGroups: { blue: arn('blue'), green: arn('green') },
    groups: { blue: 'blue', green: 'green' },
    variables: {},
  }

  configure(host: Host, digest: string): void {
    Object.assign(host, { digest, configuration: 'c1', complete: true })
  }

  /** True when somebody gets requests and can answer none. */
  get broken(): boolean {
    if (this.#cutOff) return true
    return (['blue', 'green'] as const).some(
      (colour) =>
        this.weights[colour] > 0 && !this.#targets(colour).some(({ state }) => state === 'healthy'),
    )
  }

  get written(): readonly string[] {
    return this.calls.filter((call) =>
      /^(weights|capacity|configure|register|deregister)/.test(call),
    )
  }

  readonly balancer: BalancerReader & BalancerWriter = {
    listener: (listener) =>
      this.#call('listener', () => {
        const weights = { [arn('blue')]: this.weights.blue, [arn('green')]: this.weights.green }
        return { arn: listener, weights, actions: [] }
      }),
    health: (group) => this.#call('health', () => this.#targets(group.slice(7) as Colour)),
    setWeights: (_, weights) => {
      const blue = weights[arn('blue')] ?? 0
      const green = weights[arn('green')] ?? 0
      return this.#call(`weights ${blue} ${green}`, () => {
        this.#moved = { from: this.weights, at: this.now?.() ?? 0 }
        this.weights = { blue, green }
      })
    },
    register: (_, host) => this.#call(`register ${host}`, () => void this.out.delete(host)),
    deregister: (_, host) => this.#call(`deregister ${host}`, () => void this.out.add(host)),
  }

  /** Hosts that were taken out of their target group. */
  readonly out = new Set<string>()

  readonly fleet: FleetReader & FleetWriter = {
    group: (name) => this.#call('group', () => this.#view(name as Colour)),
    templateExists: () => this.#call('template', () => this.templates),
    setCapacity: (name, { min, desired }) =>
      this.#call(`capacity ${name} ${desired}`, () => {
        if (desired === 0 && this.#stillAsked(name as Colour)) this.#cutOff = true
        Object.assign(this.groups[name as Colour], { min, desired })
        this.#fill(name as Colour)
      }),
  }

  readonly registry: ImageRegistry = {
    find: (reference) =>
      this.#call('image', () => {
        const digest = reference.slice(reference.indexOf('@') + 1)
        const labels = this.images.get(digest)
        return labels === undefined ? null : { digest, labels }
      }),
  }

  /** Ansible as far as a deployment knows it: site.yml gives a release, status.yml asks for it. */
  exec(variables: () => Readonly<Record<string, unknown>>): Exec {
    const run = async (
      command: CommandLine,
      options?: { onLine?(l: string, s: 'stdout'): void },
    ) => {
      const limit = command.args[command.args.indexOf('--limit') + 1] ?? ''
      const ids = limit.split(',').filter((word) => word !== 'localhost')
      const asks = command.args.at(-1) === 'status.yml'
      const what = asks ? 'ask' : 'configure'
      const lines = await this.#call(`${what} ${ids.join(',')}`, () =>
        asks ? this.#answers(ids) : this.#converge(ids, variables()),
      )
      for (const line of lines) options?.onLine?.(line, 'stdout')
      return { exitCode: 0, signal: null, stdout: '', stderr: '' } satisfies Finished
    }
    return { run, leftBehind: async () => null, attach: (_) => Promise.reject(new Error('none')) }
  }

  /** The group replaces a host, as after its death. */
  replace(colour: Colour): void {
    this.groups[colour].hosts.shift()
    this.#fill(colour)
  }

  #converge(ids: readonly string[], variables: Readonly<Record<string, unknown>>): string[] {
    const digest = String(variables['app_image']).split('@')[1] ?? ''
    const failing = this.refusing.has(digest)
    if (!failing) for (const host of this.#hosts(ids)) this.configure(host, digest)
    const counts = { ok: 1, changed: failing ? 0 : 1, failures: failing ? 1 : 0, unreachable: 0 }
    const failed = ids.map((host) => ({
      ...{ event: 'host', host, status: 'failed', task: 'Ready', message: 'not ready' },
    }))
    const stats = { event: 'stats', hosts: this.#each(ids, () => counts), unfinished: {} }
    return [...(failing ? failed : []), stats].map((event) => JSON.stringify(event))
  }

  #answers(ids: readonly string[]): string[] {
    const told = this.#each(ids, (id) => {
      const [host] = this.#hosts([id])
      const { digest = '', configuration = '', complete = false } = host ?? {}
      const record = { schema: 1, complete, role: 'app', configuration, digest, version: '1' }
      return { record: JSON.stringify(record), running: digest === '' ? '' : `r/shop@${digest}` }
    })
    const counts = { ok: 1, changed: 0, failures: 0, unreachable: 0 }
    const hosts = this.#each(ids, () => counts)
    return [JSON.stringify({ event: 'stats', hosts, unfinished: {}, told })]
  }

  #each<T>(ids: readonly string[], give: (id: string) => T): Record<string, T> {
    return Object.fromEntries(ids.map((id) => [id, give(id)]))
  }

  #hosts(ids: readonly string[]): Host[] {
    return [...this.groups.blue.hosts, ...this.groups.green.hosts].filter((h) => ids.includes(h.id))
  }

  #fill(colour: Colour): void {
    const group = this.groups[colour]
    group.hosts = group.hosts.slice(0, group.desired)
    while (group.hosts.length < group.desired) {
      this.#born += 1
      const id = `i-${colour}-${this.#born}`
      group.hosts.push({ id, digest: '', configuration: '', complete: false })
    }
  }

  /** Requests go there, or still do because the weights have only just left it. */
  #stillAsked(colour: Colour): boolean {
    if (this.now === null || this.#moved === null) return false
    return this.#moved.from[colour] > 0 && this.now() - this.#moved.at < lag
  }

  #targets(colour: Colour): TargetView[] {
    const behind = this.groups[colour].hosts.filter(({ id }) => !this.out.has(id))
    return behind.map(({ id, digest }) => {
      const good = digest !== '' && !this.sick.has(digest)
      return { id, state: good ? 'healthy' : 'unhealthy', reason: good ? null : 'Target.Timeout' }
    })
  }

  #view(colour: Colour): GroupView {
    const { min, desired, max, hosts } = this.groups[colour]
    return {
      ...{ name: colour, min, desired, max },
      launchTemplate: { id: `lt-${colour}`, version: '1' },
      hosts: hosts.map(({ id }) => ({ id, inService: true, templateVersion: '1' })),
    }
  }

  async #call<T>(name: string, effect: () => T): Promise<T> {
    if (this.#open === 0) this.rounds += 1
    this.#open += 1
    try {
      await new Promise((resolve) => setImmediate(resolve))
      this.onCall(`> ${name}`)
      this.calls.push(name)
      const result = effect()
      this.onCall(`< ${name}`)
      return result
    } finally {
      this.#open -= 1
    }
  }
}
