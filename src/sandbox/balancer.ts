import type { Clock } from '../ports/clock.ts'
import type { Files } from '../ports/files.ts'
import type { Loopback } from '../ports/loopback.ts'
import { type Balance, type HaproxySite, mapPath, renderHaproxy } from '../tools/haproxy.ts'
import {
  commitWeights,
  parseStat,
  preparedVersion,
  renderWeights,
  type ServerStat,
  serverState,
} from '../tools/haproxy-runtime.ts'
import { balanceOf, type Draining, drainingNow } from './balance.ts'
import { type HealthReport, healthReport } from './target-health.ts'
import type { World } from './world.ts'

/** How the balancer reaches its HAProxy, be it in a container or a plain process. */
export interface HaproxyHandle {
  /** The folder of configuration, maps and socket as this process sees it. */
  readonly folder: string
  readonly site: HaproxySite
  /** Null when the configuration at this path (HAProxy's view) is good, or else what is wrong. */
  check(path: string): Promise<string | null>
  /** Asks the master process to start a new worker. */
  reload(): Promise<void>
}

export interface BalancerPorts {
  readonly files: Files
  readonly loopback: Loopback
  readonly clock: Clock
}

/** Keeps one HAProxy as the world says, without dropping a connection. */
export class Balancer {
  readonly #ports: BalancerPorts
  readonly #haproxy: HaproxyHandle
  #balance: Balance | null = null
  #weights = new Map<string, string>()
  #draining: Draining[] = []
  #firstSeen = new Map<string, number>()
  #stats: ServerStat[] = []

  constructor(ports: BalancerPorts, haproxy: HaproxyHandle) {
    this.#ports = ports
    this.#haproxy = haproxy
  }

  /** Instances that still answer requests although they are deregistered or gone. */
  get held(): ReadonlySet<string> {
    return new Set(
      this.#draining.map(({ server }) => server.name.slice(0, server.name.lastIndexOf('_'))),
    )
  }

  /** Writes what HAProxy needs at its start; for when it does not run. */
  async prepare(world: World): Promise<void> {
    const { folder, site } = this.#haproxy
    await this.#ports.files.makeFolder(`${folder}/maps`, 0o755)
    this.#draining = []
    this.#weights.clear()
    this.#balance = balanceOf(world, [])
    await this.#writeMaps(this.#balance)
    await this.#write('server-state', serverState('', this.#balance))
    await this.#write('haproxy.cfg', renderHaproxy(this.#balance, site))
  }

  /**
   * One round: structure by reload, weights and draining at run time.
   * @returns what HAProxy says of the targets; null when it does not answer.
   * @throws Error with HAProxy's words when it refuses the configuration.
   */
  async sync(world: World): Promise<HealthReport | null> {
    const { site, folder } = this.#haproxy
    if (!(await this.#readStats())) return null
    const now = this.#ports.clock.now().getTime()
    const busy = new Set(
      this.#stats
        .filter((s) => s.sessions > 0)
        .map((s) => `${s.group.replace(/_open$/, '')}/${s.server}`),
    )
    if (this.#balance) this.#draining = drainingNow(world, this.#balance, this.#draining, busy, now)
    const balance = balanceOf(world, this.#draining)
    await this.#moveFirst(balance)
    await this.#setDraining()
    const text = renderHaproxy(balance, site)
    if (text !== (await this.#ports.files.read(`${folder}/haproxy.cfg`))) {
      await this.#replace(balance, text)
    }
    for (const { key, shares } of balance.listeners)
      await this.#setWeights(key, renderWeights(shares))
    this.#balance = balance
    await this.#setDraining()
    if (!(await this.#readStats())) return null
    return healthReport(world, this.#stats, this.#settled(balance, now))
  }

  /**
   * Weights that the present worker can take already, before any host leaves it: until it is replaced, and
   * on kept connections longer, it would send requests to hosts that drain or are gone.
   */
  async #moveFirst(balance: Balance): Promise<void> {
    const groups = new Set(this.#balance?.groups.map((one) => one.name))
    const keys = new Set(this.#balance?.listeners.map((one) => one.key))
    for (const { key, shares } of balance.listeners) {
      if (keys.has(key) && shares.every(({ group }) => groups.has(group)))
        await this.#setWeights(key, renderWeights(shares))
    }
  }

  async #replace(balance: Balance, text: string): Promise<void> {
    const { folder, site } = this.#haproxy
    await this.#writeMaps(balance)
    await this.#write('haproxy.cfg.new', text)
    const wrong = await this.#haproxy.check(`${site.folder}/haproxy.cfg.new`)
    if (wrong !== null) throw new Error(`HAProxy refused the configuration: ${wrong}`)
    const before = await this.#workerPid()
    await this.#write('server-state', serverState(await this.#ask('show servers state'), balance))
    await this.#write('haproxy.cfg', text)
    await this.#haproxy.reload()
    for (let tries = 0; tries < 100 && (await this.#workerPid()) === before; tries += 1) {
      await this.#ports.clock.sleep(50)
    }
    if ((await this.#workerPid()) === before) {
      await this.#ports.files.remove(`${folder}/haproxy.cfg`)
      throw new Error('HAProxy did not take the new configuration within 5 s')
    }
  }

  async #writeMaps(balance: Balance): Promise<void> {
    for (const { key, shares } of balance.listeners) {
      await this.#write(`maps/${key}.map`, `${renderWeights(shares).join('\n')}\n`)
    }
  }

  async #setWeights(key: string, lines: readonly string[]): Promise<void> {
    const wanted = lines.join('\n')
    if (this.#weights.get(key) === wanted) return
    const path = mapPath(key, this.#haproxy.site)
    const version = preparedVersion(await this.#ask(`prepare map ${path}`))
    if (version === null) return
    const refused = (await this.#ask(commitWeights(path, version, lines))).trim()
    if (refused !== '') throw new Error(`HAProxy refused the weights: ${refused}`)
    await this.#write(`maps/${key}.map`, `${wanted}\n`)
    this.#weights.set(key, wanted)
  }

  async #setDraining(): Promise<void> {
    const leaving = new Set(this.#draining.map((one) => `${one.group}/${one.server.name}`))
    for (const stat of this.#stats) {
      const wanted = leaving.has(`${stat.group.replace(/_open$/, '')}/${stat.server}`)
      const drains = stat.status.startsWith('DRAIN')
      const word = wanted ? 'drain' : 'ready'
      if (wanted !== drains)
        await this.#ask(`set server ${stat.group}/${stat.server} state ${word}`)
    }
  }

  #settled(balance: Balance, now: number): ReadonlySet<string> {
    const names = balance.groups.flatMap((g) =>
      g.servers.map((s) => [`${g.name}/${s.name}`, g.health] as const),
    )
    const kept = new Map(names.map(([name]) => [name, this.#firstSeen.get(name) ?? now]))
    this.#firstSeen = kept
    const old = names.filter(([name, health]) => {
      const patience =
        (health.intervalSeconds * health.unhealthyThreshold + health.timeoutSeconds) * 1000
      return now - (kept.get(name) ?? now) >= patience
    })
    return new Set(old.map(([name]) => name))
  }

  async #readStats(): Promise<boolean> {
    const answer = await this.#ask('show stat -1 4 -1')
    if (answer !== '') this.#stats = parseStat(answer)
    return answer !== ''
  }

  async #workerPid(): Promise<string | undefined> {
    return /^Pid: (\d+)/m.exec(await this.#ask('show info'))?.[1]
  }

  async #ask(text: string): Promise<string> {
    return (
      (await this.#ports.loopback.ask(`${this.#haproxy.folder}/haproxy.sock`, `${text}\n`)) ?? ''
    )
  }

  // Readable for HAProxy's own user in the container; the folder above is private to ours.
  #write(name: string, text: string): Promise<void> {
    return this.#ports.files.write(`${this.#haproxy.folder}/${name}`, text, 0o644)
  }
}
