import type { ContainerFacts } from '../tools/podman.ts'
import { listContainers } from './engine.ts'
import { parts, type SandboxSettings, stateFolder } from './places.ts'
import { livingDaemon, readRecord, type SandboxPorts, type SandboxRecord } from './record.ts'
import type { Machine, World } from './world.ts'

export interface PartStatus {
  readonly name: string
  readonly running: boolean
  /** ISO 8601; null for what does not run. */
  readonly since: string | null
  readonly address: string
}

export interface HostStatus {
  readonly id: string
  /** The Name tag, or an empty text. */
  readonly name: string
  readonly address: string
  /** The engine's word, or `missing` before the container is made. */
  readonly state: string
  readonly since: string | null
}

export interface DatabaseStatus {
  /** DbiResourceId, which is the container's name too. */
  readonly id: string
  /** DBInstanceIdentifier. */
  readonly name: string
  readonly address: string
  /** DBInstanceStatus: what the AWS API says. */
  readonly status: string
  /** The container's, as of a host. */
  readonly state: string
  readonly since: string | null
}

export interface SandboxStatus {
  readonly up: boolean
  readonly project: string | null
  readonly parts: readonly PartStatus[]
  readonly hosts: readonly HostStatus[]
  readonly databases: readonly DatabaseStatus[]
}

/** What of the sandbox runs. Reads only. */
export async function sandboxStatus(
  ports: SandboxPorts,
  settings: SandboxSettings,
): Promise<SandboxStatus> {
  const state = stateFolder(settings.env)
  const record = await readRecord(ports.files, state)
  if (record === null) return { up: false, project: null, parts: [], hosts: [], databases: [] }
  const found = await listContainers(ports.exec, record.engine)
  const world = await worldNow(ports, record)
  const [emulator, controller, relay] = await Promise.all(
    (['emulator', 'controller', 'relay'] as const).map((name) => livingDaemon(ports, state, name)),
  )
  const all: PartStatus[] = [
    {
      name: 'emulator',
      running: emulator != null && world !== null,
      since: emulator?.since ?? null,
      address: endpointOf(record),
    },
    {
      name: 'controller',
      running: controller != null,
      since: controller?.since ?? null,
      address: '',
    },
    ...(record.ports.relay === undefined
      ? []
      : [
          {
            name: 'relay',
            running: relay != null,
            since: relay?.since ?? null,
            address: clientEndpointOf(record),
          },
        ]),
    partStatus(
      'lb',
      `127.0.0.1:${record.ports.balancer}`,
      found.find((c) => c.name === parts.balancer.name),
    ),
    partStatus(
      'registry',
      `${parts.registry.address}:5000`,
      found.find((c) => c.name === parts.registry.name),
    ),
  ]
  const seen = ({ id, privateIp: address }: Machine) => {
    const container = found.find((one) => one.name === id)
    const since = container?.startedAt ?? null
    return { id, address, state: container?.state ?? 'missing', since }
  }
  return {
    up: all.every((part) => part.running),
    project: record.project,
    parts: all,
    hosts: (world?.instances ?? []).map((one) => ({ ...seen(one), name: one.tags['Name'] ?? '' })),
    databases: (world?.databases ?? []).map((one) => ({
      ...seen(one),
      name: one.name,
      status: one.status,
    })),
  }
}

/** Where clients find the AWS API: behind the relay, once there is one. */
export function clientEndpointOf(record: SandboxRecord): string {
  return `http://127.0.0.1:${record.ports.relay ?? record.ports.emulator}`
}

/** Where the emulator itself answers. */
export function endpointOf(record: SandboxRecord): string {
  return `http://127.0.0.1:${record.ports.emulator}`
}

/** The emulator's world; null when it does not answer. */
export async function worldNow(ports: SandboxPorts, record: SandboxRecord): Promise<World | null> {
  const answer = await ports.loopback.http(`${endpointOf(record)}/_opsctl/world`)
  return answer?.status === 200 ? (JSON.parse(answer.body) as World) : null
}

function partStatus(name: string, address: string, found: ContainerFacts | undefined): PartStatus {
  return { name, address, running: found?.state === 'running', since: found?.startedAt ?? null }
}
