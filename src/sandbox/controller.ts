import {
  removeContainers,
  runContainer,
  signalContainer,
  startContainer,
  stopContainer,
  unpauseContainer,
} from '../tools/podman.ts'
import { Balancer } from './balancer.ts'
import { planFor } from './containers.ts'
import { type Action, converge, type SeenContainer } from './converge.ts'
import { databaseReport, databaseStatus, isDatabase } from './databases.ts'
import { discoveryFiles } from './discovery.ts'
import { listContainers } from './engine.ts'
import { faultyWorld, nobodyToScrape, partsUnder } from './faults/faulty-world.ts'
import { readFaults } from './faults/store.ts'
import { metricsPort, parts, placesIn } from './places.ts'
import { readRecord, type SandboxPorts, type SandboxRecord } from './record.ts'
import type { World } from './world.ts'

const nobody: World = {
  version: 0,
  instances: [],
  loadBalancers: [],
  targetGroups: [],
  databases: [],
}

/** Seconds that the emulator may keep an answer back while nothing changes. */
const patience = 2

/**
 * Follows the emulator's world until the signal aborts: hosts, load balancer and registry are made,
 * stopped and started again as it says. What fails is told on `news` and tried again.
 * @throws Error when the state folder holds no sandbox.
 */
export async function runController(
  ports: SandboxPorts,
  state: string,
  signal: AbortSignal,
): Promise<void> {
  const record = await readRecord(ports.files, state)
  if (record === null) throw new Error(`${state} holds no sandbox`)
  const keeper = new Keeper(ports, state, record)
  let seen = -1
  while (!signal.aborted) {
    const world = await fetchWorld(ports, record, seen, signal)
    if (world === null) await ports.clock.sleep(500, signal)
    else {
      // A new emulator may count from below.
      const quiet = await keeper.round(world, signal)
      if (!quiet) await ports.clock.sleep(300, signal)
      seen = quiet ? world.version : -1
    }
  }
}

async function fetchWorld(
  ports: SandboxPorts,
  record: SandboxRecord,
  after: number,
  signal: AbortSignal,
): Promise<World | null> {
  const question = after < 0 ? '' : `?after=${after}&wait=${patience}`
  const url = `http://127.0.0.1:${record.ports.emulator}/_opsctl/world${question}`
  const answer = await ports.loopback.http(url, { timeoutMs: 30_000, signal })
  return answer?.status === 200 ? (JSON.parse(answer.body) as World) : null
}

class Keeper {
  readonly #ports: SandboxPorts
  readonly #state: string
  readonly #record: SandboxRecord
  readonly #balancer: Balancer
  #generations: Record<string, number> | null = null
  #paused = new Map<string, number>()
  #said = ''

  constructor(ports: SandboxPorts, state: string, record: SandboxRecord) {
    this.#ports = ports
    this.#state = state
    this.#record = record
    this.#balancer = new Balancer(ports, {
      folder: placesIn(state).balancer,
      site: { folder: '/lb', user: 'haproxy', bind: '*', metricsPort },
      check: async (path) => {
        const done = await this.#engine(['exec', parts.balancer.name, 'haproxy', '-c', '-f', path])
        return done.exitCode === 0 ? null : done.stderr.trim().slice(-500)
      },
      reload: async () => {
        await ports.exec.run(signalContainer(record.engine, parts.balancer.name, 'USR2'))
      },
    })
  }

  /** One look and what follows from it. False when something is to be tried again at once. */
  async round(told: World, signal: AbortSignal): Promise<boolean> {
    try {
      const faults = await readFaults(this.#ports.files, this.#state)
      const world = faultyWorld(told, faults)
      await this.#announce(nobodyToScrape(faults) ? nobody : world)
      const before = await this.#look()
      if (before.find((one) => one.name === parts.balancer.name)?.state === 'running') {
        await this.#balance(world)
      } else await this.#balancer.prepare(world)
      const actions = converge(world, before, partsUnder(faults), this.#balancer.held)
      for (const action of actions) if (!signal.aborted) await this.#act(action)
      await this.#tellOfDatabases(world, before)
      await this.#unpauseForgotten(before)
      this.#said = ''
      return actions.length === 0
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error))
      await this.#ports.clock.sleep(1000, signal)
      return true
    }
  }

  async #balance(world: World): Promise<void> {
    const report = await this.#balancer.sync(world)
    if (report === null) return
    const url = `http://127.0.0.1:${this.#record.ports.emulator}/_opsctl/target-health`
    await this.#ports.loopback.http(url, { method: 'PUT', body: report })
  }

  async #tellOfDatabases(world: World, seen: readonly SeenContainer[]): Promise<void> {
    if (world.databases.length === 0) return
    const body = await databaseReport(this.#ports.files, this.#state, world, seen)
    const url = `http://127.0.0.1:${this.#record.ports.emulator}/_opsctl/databases`
    await this.#ports.loopback.http(url, { method: 'PUT', body })
  }

  async #announce(world: World): Promise<void> {
    const folder = placesIn(this.#state).discovery
    await this.#ports.files.makeFolder(folder, 0o755)
    for (const [name, text] of Object.entries(discoveryFiles(world))) {
      if ((await this.#ports.files.read(`${folder}/${name}`)) === text) continue
      await this.#ports.files.write(`${folder}/${name}`, text, 0o644)
    }
  }

  async #look(): Promise<SeenContainer[]> {
    const text = await this.#ports.files.read(placesIn(this.#state).generations)
    this.#generations ??= text === null ? {} : (JSON.parse(text) as Record<string, number>)
    const found = await listContainers(this.#ports.exec, this.#record.engine)
    return found.map((one) => ({
      name: one.name,
      ours: one.labels['opsctl.sandbox.state'] === this.#state,
      state: one.state,
      address: one.labels['opsctl.sandbox.address'] ?? '',
      generation: this.#generations?.[one.name] ?? 0,
    }))
  }

  async #act(action: Action): Promise<void> {
    const { name } = action
    const engine = this.#record.engine
    this.#ports.news(`${action.kind} ${name}`)
    if (action.kind === 'create') {
      await this.#note(name, action.generation)
      await this.#forgetStatus(name)
      await this.#must(
        runContainer(engine, planFor(this.#state, this.#record, name, action.address)),
      )
    }
    if (action.kind === 'start') {
      await this.#forgetStatus(name)
      await this.#must(startContainer(engine, name))
    }
    if (action.kind === 'stop') await this.#must(stopContainer(engine, name))
    if (action.kind === 'remove') {
      await this.#must(removeContainers(engine, [name]))
      await this.#note(name, 0)
    }
    if (action.kind === 'reboot') {
      await this.#must(stopContainer(engine, name))
      await this.#note(name, action.generation)
      await this.#forgetStatus(name)
      await this.#must(startContainer(engine, name))
    }
  }

  // What a server said before is not true of the next one.
  async #forgetStatus(name: string): Promise<void> {
    if (isDatabase(name)) await this.#ports.files.remove(databaseStatus(this.#state, name))
  }

  async #note(name: string, generation: number): Promise<void> {
    const all = { ...this.#generations, [name]: generation }
    this.#generations = Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0))
    await this.#ports.files.write(
      placesIn(this.#state).generations,
      JSON.stringify(this.#generations),
    )
  }

  // The emulator answers no question while it copies, so a host that stays paused over ten answers
  // was forgotten: the emulator died in the middle of a copy.
  async #unpauseForgotten(before: readonly SeenContainer[]): Promise<void> {
    const paused = before.filter((one) => one.ours && one.state === 'paused')
    this.#paused = new Map(paused.map(({ name }) => [name, (this.#paused.get(name) ?? 0) + 1]))
    for (const [name, times] of this.#paused) {
      if (times > 10) await this.#must(unpauseContainer(this.#record.engine, name))
    }
  }

  #engine(args: readonly string[]) {
    return this.#ports.exec.run({ file: this.#record.engine.file, args, effect: 'read' })
  }

  async #must(command: Parameters<SandboxPorts['exec']['run']>[0]): Promise<void> {
    const done = await this.#ports.exec.run(command)
    if (done.exitCode !== 0)
      throw new Error(`${command.args.slice(0, 3).join(' ')}: ${done.stderr.trim()}`)
  }

  #say(words: string): void {
    if (words !== this.#said) this.#ports.news(words)
    this.#said = words
  }
}
