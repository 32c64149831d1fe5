import { sandboxElsewhere, sandboxNeeds, sandboxNotUp, sandboxPartFailed } from '../errors/index.ts'
import { createNetwork, inspectNetwork, parseNetworkOwner } from '../tools/podman.ts'
import { registryConfig } from './containers.ts'
import { end } from './down.ts'
import { findEngine } from './engine.ts'
import { hostImage } from './image.ts'
import { alone } from './lock.ts'
import { mustBeOurs } from './owner.ts'
import { account, network, parts, placesIn, type SandboxSettings, stateFolder } from './places.ts'
import { pythonEnvironment } from './python.ts'
import {
  type DaemonName,
  livingDaemon,
  readRecord,
  type SandboxPorts,
  type SandboxRecord,
} from './record.ts'
import { clientEndpointOf, sandboxStatus } from './status.ts'

/** What a command needs to work on the sandbox as on any environment. */
export interface SandboxFacts {
  readonly endpoint: string
  readonly account: string
  /** For Terraform, Ansible and the SDKs: endpoint, proxy, keys and region. Nothing in it is secret. */
  readonly env: Readonly<Record<string, string>>
  readonly engine: 'podman' | 'docker'
  /** Where the load balancer's port 80 answers on this machine. */
  readonly loadBalancer: string
  /** Name of the registry in image references, on this machine and on the hosts alike. */
  readonly registry: string
  /** The registry on 127.0.0.1, where the sandbox's network cannot be reached directly. */
  readonly registryPublished: string
  /** Folder of ansible-playbook and python. */
  readonly pythonBin: string
  readonly project: string
}

/**
 * Brings the sandbox up, or back up: what runs is left alone, what is missing is made.
 * @throws OpsctlError SANDBOX_ELSEWHERE, SANDBOX_ORPHANED, SANDBOX_NEEDS, SANDBOX_PART_FAILED, TOOL_FAILED, LOCKED.
 */
export function sandboxUp(ports: SandboxPorts, settings: SandboxSettings): Promise<SandboxFacts> {
  return alone(ports, stateFolder(settings.env), () => bringUp(ports, settings))
}

async function bringUp(ports: SandboxPorts, settings: SandboxSettings): Promise<SandboxFacts> {
  const state = stateFolder(settings.env)
  const record = (await ownRecord(ports, settings, state)) ?? (await decide(ports, settings, state))
  await ensureNetwork(ports, record, state)
  for (const name of ['emulator', 'controller'] as const)
    await ensureDaemon(ports, settings, state, record, name)
  if (record.ports.relay !== undefined) await ensureDaemon(ports, settings, state, record, 'relay')
  await ready(ports, settings, state)
  return factsOf(record)
}

/** The facts of a sandbox that is up; null when there is none. Does not look whether it runs. */
export async function sandboxFacts(
  ports: SandboxPorts,
  settings: SandboxSettings,
): Promise<SandboxFacts | null> {
  const record = await readRecord(ports.files, stateFolder(settings.env))
  return record && factsOf(record)
}

async function ownRecord(
  ports: SandboxPorts,
  settings: SandboxSettings,
  state: string,
): Promise<SandboxRecord | null> {
  const record = await readRecord(ports.files, state)
  if (record === null) return null
  await mustBeOurs(ports.files, record, settings.project)
  // Requirements or the Python cache may have changed since; the daemons then start from the new one.
  const python = await pythonEnvironment(ports, settings)
  const image = await hostImage(ports, settings, record.engine)
  if (python === record.python && image === record.image) return record
  const next = { ...record, python, image }
  await ports.files.write(placesIn(state).record, JSON.stringify(next, null, 2))
  // It read the record at its start; a new one reads the new.
  await end(ports, state, 'controller')
  return next
}

async function decide(
  ports: SandboxPorts,
  settings: SandboxSettings,
  state: string,
): Promise<SandboxRecord> {
  const places = placesIn(state)
  // The kernel's limit for the path of a UNIX socket is 107 bytes (unix(7)).
  if (Buffer.byteLength(`${places.balancer}/haproxy.sock`) > 107) {
    throw sandboxNeeds('a shorter state folder', `set XDG_STATE_HOME; now: ${state}`)
  }
  const engine = await findEngine(ports.exec)
  const owner = await ports.exec.run(inspectNetwork(engine, network.name))
  const holder = owner.exitCode === 0 ? parseNetworkOwner(owner.stdout) : state
  if (holder !== state)
    throw sandboxElsewhere(holder ?? 'somebody else (network opsctl-sandbox)', state)
  const python = await pythonEnvironment(ports, settings)
  const image = await hostImage(ports, settings, engine)
  const record: SandboxRecord = {
    project: settings.project,
    region: settings.region,
    engine,
    image,
    python,
    ports: {
      emulator: await ports.loopback.freePort(4566),
      balancer: await ports.loopback.freePort(8080),
      registry: await ports.loopback.freePort(5000),
    },
  }
  await ports.files.makeFolder(state, 0o700)
  for (const folder of [places.world, places.logs, places.run])
    await ports.files.makeFolder(folder, 0o700)
  for (const folder of [places.balancer, places.registry, places.discovery])
    await ports.files.makeFolder(folder, 0o755)
  await ports.files.write(`${places.registry}/config.yml`, registryConfig, 0o644)
  await ports.files.write(places.record, JSON.stringify(record, null, 2))
  return record
}

async function ensureNetwork(
  ports: SandboxPorts,
  record: SandboxRecord,
  state: string,
): Promise<void> {
  if ((await ports.exec.run(inspectNetwork(record.engine, network.name))).exitCode === 0) return
  const made = await ports.exec.run(createNetwork(record.engine, { ...network, state }))
  if (made.exitCode !== 0) throw sandboxPartFailed('network', made.stderr)
}

async function ensureDaemon(
  ports: SandboxPorts,
  settings: SandboxSettings,
  state: string,
  record: SandboxRecord,
  name: DaemonName,
): Promise<void> {
  if ((await livingDaemon(ports, state, name)) !== null) return
  ports.news(`starting the ${name}`)
  const kept = [
    'HOME',
    'PATH',
    'LANG',
    'XDG_STATE_HOME',
    'XDG_CACHE_HOME',
    'XDG_RUNTIME_DIR',
    'DOCKER_HOST',
  ]
  const env = Object.fromEntries(
    kept.flatMap((key) => (settings.env[key] ? [[key, settings.env[key]]] : [])),
  )
  const log = `${placesIn(state).logs}/${name}.log`
  const program =
    name === 'emulator'
      ? { file: `${record.python}/bin/python`, args: emulatorArguments(state, record) }
      : { ...settings[name], args: [...settings[name].args, '--state', state] }
  const python = { PYTHONPATH: `${settings.project}/sandbox`, PYTHONDONTWRITEBYTECODE: '1' }
  const started = await ports.daemons.start({
    ...program,
    env: { ...env, ...python },
    cwd: state,
    log,
  })
  await ports.files.write(
    `${placesIn(state).run}/${name}.json`,
    JSON.stringify({ ...started, since: ports.clock.now().toISOString() }),
  )
}

/**
 * Makes the sandbox's clients go through a relay from now on, and starts it. Call it under the lock.
 * @throws OpsctlError SANDBOX_NOT_UP, SANDBOX_ELSEWHERE, SANDBOX_ORPHANED, SANDBOX_PART_FAILED.
 */
export async function ensureRelay(ports: SandboxPorts, settings: SandboxSettings): Promise<void> {
  const state = stateFolder(settings.env)
  const found = await readRecord(ports.files, state)
  if (found === null) throw sandboxNotUp()
  await mustBeOurs(ports.files, found, settings.project)
  const relay = found.ports.relay ?? (await ports.loopback.freePort(4567))
  const record = { ...found, ports: { ...found.ports, relay } }
  await ports.files.write(placesIn(state).record, JSON.stringify(record, null, 2))
  await ensureDaemon(ports, settings, state, record, 'relay')
  const health = `http://127.0.0.1:${relay}/_opsctl/health`
  for (let tries = 0; tries < 50; tries += 1) {
    if ((await ports.loopback.http(health))?.status === 200) return
    await ports.clock.sleep(100)
  }
  throw sandboxPartFailed('relay', await lastWords(ports, state, 'relay'))
}

function emulatorArguments(state: string, record: SandboxRecord): string[] {
  const through = record.engine.rootless ? ['--files-through', 'podman unshare'] : []
  return [
    ...['-m', 'emulator', '--port', String(record.ports.emulator)],
    ...['--state', placesIn(state).world, '--region', record.region, '--account', account],
    ...through,
    ...['--pause-with', record.engine.kind],
  ]
}

async function ready(ports: SandboxPorts, settings: SandboxSettings, state: string): Promise<void> {
  const end = ports.clock.now().getTime() + 90_000
  for (;;) {
    const status = await sandboxStatus(ports, settings)
    const missing = status.parts.filter((part) => !part.running).map((part) => part.name)
    if (missing.length === 0 && (await answers(ports, state))) return
    for (const name of ['emulator', 'controller'] as const) {
      if ((await livingDaemon(ports, state, name)) === null)
        throw sandboxPartFailed(name, await lastWords(ports, state, name))
    }
    if (ports.clock.now().getTime() > end) {
      throw sandboxPartFailed(missing[0] ?? 'lb', await lastWords(ports, state, 'controller'))
    }
    await ports.clock.sleep(200)
  }
}

async function answers(ports: SandboxPorts, state: string): Promise<boolean> {
  const record = await readRecord(ports.files, state)
  const registry = await ports.loopback.http(`http://127.0.0.1:${record?.ports.registry}/v2/`)
  const balancer = await ports.loopback.ask(
    `${placesIn(state).balancer}/haproxy.sock`,
    'show info\n',
  )
  return registry?.status === 200 && Boolean(balancer)
}

async function lastWords(ports: SandboxPorts, state: string, name: DaemonName): Promise<string> {
  const log = (await ports.files.read(`${placesIn(state).logs}/${name}.log`)) ?? ''
  return log.trim().split('\n').slice(-3).join(' | ')
}

function factsOf(record: SandboxRecord): SandboxFacts {
  const endpoint = clientEndpointOf(record)
  const names = { AWS_ENDPOINT_URL: endpoint, HTTP_PROXY: endpoint, AWS_REGION: record.region }
  return {
    endpoint,
    account,
    env: { ...names, AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: 'sandbox' },
    engine: record.engine.kind,
    loadBalancer: `http://127.0.0.1:${record.ports.balancer}`,
    registry: `${parts.registry.address}:5000`,
    registryPublished: `127.0.0.1:${record.ports.registry}`,
    pythonBin: `${record.python}/bin`,
    project: record.project,
  }
}
