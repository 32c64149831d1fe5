import type { CommandLine } from '../ports/exec.ts'

/** The program that runs containers, and what its kind needs. */
export interface ContainerEngine {
  readonly kind: 'podman' | 'docker'
  /** Path or name of the program. */
  readonly file: string
  /** OCI runtime for new containers; null leaves it to the engine (podman: crun fails on hybrid cgroups). */
  readonly runtime: string | null
  /** Podman without root: files of containers belong to other users, seen through `podman unshare`. */
  readonly rootless: boolean
}

/** Every object of the sandbox carries this label; nothing without it is ever touched. */
export const ourLabel = 'opsctl.sandbox'

/** A container to create. */
export interface ContainerPlan {
  readonly name: string
  readonly image: string
  readonly network: string
  readonly address: string
  readonly labels: Readonly<Record<string, string>>
  /** `host:container`, or a bare container path for a volume that goes with the container. */
  readonly volumes: readonly string[]
  /** 127.0.0.1 port to container port. */
  readonly publish: readonly { readonly from: number; readonly to: number }[]
  /** True: a machine with systemd and containers of its own; false: one program. */
  readonly machine: boolean
  readonly command: readonly string[]
}

/** A container as the engine tells of it. */
export interface ContainerFacts {
  readonly name: string
  readonly state: string
  readonly labels: Readonly<Record<string, string>>
  /** ISO 8601. */
  readonly startedAt: string
  /** On the sandbox's network; empty while it does not run. */
  readonly address: string
}

/**
 * The hardware address that goes with a private address. An instance keeps its interface when it is
 * stopped and started (AWS: "Elastic network interfaces"); with a new one at each start, neighbours
 * would talk to the old one until their caches expire: 43 s of silence were measured.
 * @throws RangeError for anything but an IPv4 address
 */
export function macOf(address: string): string {
  const bytes = address.split('.').map(Number)
  if (
    bytes.length !== 4 ||
    bytes.some((byte) => !Number.isInteger(byte) || byte < 0 || byte > 255)
  ) {
    throw new RangeError(`${address} is not an IPv4 address`)
  }
  // 02: locally administered, unicast (IEEE 802).
  return ['02', '00', ...bytes.map((byte) => byte.toString(16).padStart(2, '0'))].join(':')
}

/** Creates and starts. The limits are lowered only: raising them is refused in nested machines. */
export function runContainer(engine: ContainerEngine, plan: ContainerPlan): CommandLine {
  const labels = Object.entries(plan.labels).flatMap(([key, value]) => [
    '--label',
    `${key}=${value}`,
  ])
  const publish = plan.publish.flatMap(({ from, to }) => ['-p', `127.0.0.1:${from}:${to}`])
  const args = [
    ...(engine.kind === 'podman' && engine.runtime ? ['--runtime', engine.runtime] : []),
    ...['run', '-d', '--name', plan.name, '--hostname', plan.name],
    ...['--network', plan.network, '--ip', plan.address, '--mac-address', macOf(plan.address)],
    ...labels,
    ...publish,
    ...plan.volumes.flatMap((volume) => ['-v', volume]),
    ...(plan.machine ? machineFlags(engine) : programFlags(engine)),
    plan.image,
    ...plan.command,
  ]
  return { file: engine.file, args, effect: 'change' }
}

// Privileged, because a host runs systemd and containers inside a container: see sandbox/README.md.
function machineFlags(engine: ContainerEngine): string[] {
  return [
    ...(engine.kind === 'podman'
      ? ['--systemd=always']
      : ['--tmpfs', '/run', '--tmpfs', '/run/lock']),
    ...['--privileged', '--stop-signal', 'SIGRTMIN+3'],
    ...(engine.kind === 'podman' ? ['--cgroupns', 'host'] : ['--cgroupns=host']),
    ...['-v', '/sys/fs/cgroup:/sys/fs/cgroup:rw'],
    ...['--memory', '1536m', '--pids-limit', '2048'],
    ...limits(1024),
  ]
}

function programFlags(engine: ContainerEngine): string[] {
  const rights = ['net_bind_service', 'setuid', 'setgid', 'kill', 'chown', 'dac_override']
  return [
    ...(engine.kind === 'podman' ? ['--systemd=false'] : []),
    ...['--cap-drop', 'all', ...rights.flatMap((right) => ['--cap-add', right])],
    ...['--read-only', '--tmpfs', '/tmp', '--memory', '512m', '--pids-limit', '256'],
    ...['--security-opt', 'no-new-privileges'],
    ...limits(4096),
  ]
}

function limits(files: number): string[] {
  return ['--ulimit', `nofile=${files}:${files}`, '--ulimit', 'nproc=1024:1024']
}

export function listOurs(engine: ContainerEngine): CommandLine {
  const args = ['ps', '-a', '-q', '--no-trunc', '--filter', `label=${ourLabel}=1`]
  return { file: engine.file, args, effect: 'read' }
}

export function inspectContainers(engine: ContainerEngine, ids: readonly string[]): CommandLine {
  return { file: engine.file, args: ['container', 'inspect', ...ids], effect: 'read' }
}

/** Reads `container inspect`. A container without our label is left out, whatever was asked for. */
export function parseContainers(text: string, network: string): ContainerFacts[] {
  const found = JSON.parse(text) as InspectedContainer[]
  const ours = found.filter((one) => one.Config.Labels?.[ourLabel] === '1')
  return ours.map((one) => ({
    name: one.Name.replace(/^\//, ''),
    state: one.State.Status,
    labels: one.Config.Labels ?? {},
    startedAt: one.State.StartedAt,
    address: one.NetworkSettings.Networks?.[network]?.IPAddress ?? '',
  }))
}

interface InspectedContainer {
  Name: string
  State: { Status: string; StartedAt: string }
  Config: { Labels: Record<string, string> | null }
  NetworkSettings: { Networks?: Record<string, { IPAddress: string }> | null }
}

/** Seconds that a machine gets to stop before it is switched off. */
const patience = '20'

export function startContainer(engine: ContainerEngine, name: string): CommandLine {
  return { file: engine.file, args: ['start', name], effect: 'change' }
}

export function stopContainer(engine: ContainerEngine, name: string): CommandLine {
  return { file: engine.file, args: ['stop', '-t', patience, name], effect: 'change' }
}

export function unpauseContainer(engine: ContainerEngine, name: string): CommandLine {
  return { file: engine.file, args: ['unpause', name], effect: 'change' }
}

/** Removes containers and the volumes that were made with them. */
export function removeContainers(engine: ContainerEngine, names: readonly string[]): CommandLine {
  const now = engine.kind === 'podman' ? ['-t', '2'] : []
  return { file: engine.file, args: ['rm', '-f', '-v', ...now, ...names], effect: 'destroy' }
}

/** Signals the container's first process. */
export function signalContainer(
  engine: ContainerEngine,
  name: string,
  signal: string,
): CommandLine {
  return { file: engine.file, args: ['kill', '--signal', signal, name], effect: 'change' }
}

export function execIn(
  engine: ContainerEngine,
  name: string,
  words: readonly string[],
): CommandLine {
  return { file: engine.file, args: ['exec', name, ...words], effect: 'read' }
}

export function createNetwork(
  engine: ContainerEngine,
  network: { readonly name: string; readonly subnet: string; readonly state: string },
): CommandLine {
  const args = [
    ...['network', 'create', '--subnet', network.subnet],
    ...(engine.kind === 'podman' ? ['--disable-dns'] : []),
    ...['--label', `${ourLabel}=1`, '--label', `${ourLabel}.state=${network.state}`, network.name],
  ]
  return { file: engine.file, args, effect: 'change' }
}

export function inspectNetwork(engine: ContainerEngine, name: string): CommandLine {
  return { file: engine.file, args: ['network', 'inspect', name], effect: 'read' }
}

/** The state folder whose sandbox the network belongs to; null for a network that is not ours. */
export function parseNetworkOwner(text: string): string | null {
  const [network] = JSON.parse(text) as Record<string, Record<string, string> | null>[]
  const labels = network?.['labels'] ?? network?.['Labels'] ?? {}
  return labels[ourLabel] === '1' ? (labels[`${ourLabel}.state`] ?? null) : null
}

export function removeNetwork(engine: ContainerEngine, name: string): CommandLine {
  return { file: engine.file, args: ['network', 'rm', name], effect: 'destroy' }
}
