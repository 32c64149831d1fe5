import { badInput, sandboxNotUp } from '../../errors/index.ts'
import { alone } from '../lock.ts'
import { type SandboxSettings, stateFolder } from '../places.ts'
import { readRecord, type SandboxPorts, type SandboxRecord } from '../record.ts'
import { ensureRelay } from '../up.ts'
import { type Fault, faultText, isApiFault } from './fault.ts'
import { startPrometheus, stopPrometheus } from './prometheus.ts'
import { hitsPath } from './relay-daemon.ts'
import { nextFaultId, readFaults, writeFaults } from './store.ts'

/** A fault without its id. */
export type NewFault = Fault extends infer One
  ? One extends Fault
    ? Omit<One, 'id'>
    : never
  : never

export interface FaultStatus {
  readonly id: string
  readonly kind: string
  /** What it concerns, one line. */
  readonly about: string
  /** How many calls it has hit; null for faults that hit no calls. */
  readonly hits: number | null
}

/**
 * Sets a fault. Faults of the API begin with the next call; those of hosts and parts within about
 * 2 s.
 * @throws OpsctlError SANDBOX_NOT_UP.
 */
export function addFault(
  ports: SandboxPorts,
  settings: SandboxSettings,
  wanted: NewFault,
): Promise<FaultStatus> {
  const state = stateFolder(settings.env)
  return alone(ports, state, async () => {
    const record = await recordOf(ports, state)
    const faults = await readFaults(ports.files, state)
    const fault = { ...wanted, id: nextFaultId(faults) } as Fault
    if (isApiFault(fault)) await ensureRelay(ports, settings)
    await writeFaults(ports.files, state, [...faults, fault])
    if (fault.kind === 'prometheus-down') await stopPrometheus(ports, record)
    return {
      id: fault.id,
      kind: fault.kind,
      about: faultText(fault),
      hits: isApiFault(fault) ? 0 : null,
    }
  })
}

/** The faults that are set, with how often each has hit. @throws OpsctlError SANDBOX_NOT_UP. */
export async function listFaults(
  ports: SandboxPorts,
  settings: SandboxSettings,
): Promise<readonly FaultStatus[]> {
  const state = stateFolder(settings.env)
  const { ports: taken } = await recordOf(ports, state)
  const faults = await readFaults(ports.files, state)
  const url = `http://127.0.0.1:${taken.relay}${hitsPath}`
  const answer = taken.relay === undefined ? null : await ports.loopback.http(url)
  const hits = answer?.status === 200 ? (JSON.parse(answer.body) as Record<string, number>) : {}
  return faults.map((fault) => ({
    id: fault.id,
    kind: fault.kind,
    about: faultText(fault),
    hits: isApiFault(fault) ? (hits[fault.id] ?? 0) : null,
  }))
}

/**
 * Takes one fault away, or all of them. @returns the ids of those that are gone.
 * @throws OpsctlError SANDBOX_NOT_UP; BAD_INPUT for an id that is not set.
 */
export function clearFaults(
  ports: SandboxPorts,
  settings: SandboxSettings,
  id: string | undefined,
): Promise<readonly string[]> {
  const state = stateFolder(settings.env)
  return alone(ports, state, async () => {
    const record = await recordOf(ports, state)
    const faults = await readFaults(ports.files, state)
    const gone = faults.filter((fault) => id === undefined || fault.id === id)
    if (id !== undefined && gone.length === 0) {
      throw badInput('ID', `no fault ${JSON.stringify(id)} is set`, 'opsctl sandbox fault list')
    }
    const left = faults.filter((fault) => !gone.includes(fault))
    await writeFaults(ports.files, state, left)
    const down = (some: readonly Fault[]) => some.some(({ kind }) => kind === 'prometheus-down')
    if (down(gone) && !down(left)) await startPrometheus(ports, record)
    return gone.map((fault) => fault.id)
  })
}

async function recordOf(ports: SandboxPorts, state: string): Promise<SandboxRecord> {
  const record = await readRecord(ports.files, state)
  if (record === null) throw sandboxNotUp()
  return record
}
