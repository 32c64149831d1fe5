import { OpsctlError, sandboxElsewhere, sandboxLeft } from '../errors/index.ts'
import type { CommandLine } from '../ports/exec.ts'
import {
  type ContainerEngine,
  inspectNetwork,
  parseNetworkOwner,
  removeContainers,
  removeNetwork,
} from '../tools/podman.ts'
import { findEngine, listContainers } from './engine.ts'
import { alone } from './lock.ts'
import { ownerOf } from './owner.ts'
import { network, type SandboxSettings, stateFolder } from './places.ts'
import { type DaemonName, livingDaemon, readRecord, type SandboxPorts } from './record.ts'

/** What was removed. */
export interface SandboxRemoved {
  readonly processes: readonly string[]
  readonly containers: readonly string[]
  readonly network: boolean
  /** The state folder, with all volumes, snapshots and images in it; null when there was none. */
  readonly state: string | null
}

/**
 * Takes everything of this machine's sandbox away, its data included, whatever was killed before.
 * Images and Python environments stay for the next one. Twice changes nothing.
 * @throws OpsctlError SANDBOX_ELSEWHERE; SANDBOX_LEFT when something resists.
 */
export function sandboxDown(
  ports: SandboxPorts,
  settings: SandboxSettings,
): Promise<SandboxRemoved> {
  return alone(ports, stateFolder(settings.env), () => takeDown(ports, settings))
}

async function takeDown(ports: SandboxPorts, settings: SandboxSettings): Promise<SandboxRemoved> {
  const state = stateFolder(settings.env)
  const record = await readRecord(ports.files, state)
  // An orphan has nobody else to take it away.
  if (record && (await ownerOf(ports.files, record, settings.project)) === 'elsewhere')
    throw sandboxElsewhere(record.project, settings.project)
  const engine = record?.engine ?? (await engineOrNone(ports))
  if (engine === null) return { processes: [], containers: [], network: false, state: null }
  const processes: string[] = []
  // The controller first, or it would make again what is removed.
  for (const name of ['controller', 'relay', 'emulator'] as const) {
    if (await end(ports, state, name)) processes.push(name)
  }
  const found = await listContainers(ports.exec, engine)
  const containers = found
    .filter((one) => one.labels['opsctl.sandbox.state'] === state)
    .map((one) => one.name)
  if (containers.length > 0) await must(ports, 'containers', removeContainers(engine, containers))
  const removedNetwork = await dropNetwork(ports, engine, state)
  const there = (await ports.files.stat(state)) !== null
  if (there) await must(ports, 'state', removeTree(engine, state))
  return { processes, containers, network: removedNetwork, state: there ? state : null }
}

// Without an engine and without a record there is nothing that could have been left.
async function engineOrNone(ports: SandboxPorts): Promise<ContainerEngine | null> {
  try {
    return await findEngine(ports.exec)
  } catch (error) {
    if (error instanceof OpsctlError && error.code === 'SANDBOX_NEEDS') return null
    throw error
  }
}

/** Ends a daemon: asked first, after 10 s killed. False when it did not run. */
export async function end(ports: SandboxPorts, state: string, name: DaemonName): Promise<boolean> {
  const found = await livingDaemon(ports, state, name)
  if (found === null) return false
  await ports.daemons.signal(found, 'SIGTERM')
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await livingDaemon(ports, state, name)) === null) return true
    await ports.clock.sleep(100)
  }
  await ports.daemons.signal(found, 'SIGKILL')
  await ports.clock.sleep(200)
  return true
}

async function dropNetwork(
  ports: SandboxPorts,
  engine: ContainerEngine,
  state: string,
): Promise<boolean> {
  const found = await ports.exec.run(inspectNetwork(engine, network.name))
  if (found.exitCode !== 0 || parseNetworkOwner(found.stdout) !== state) return false
  await must(ports, 'network', removeNetwork(engine, network.name))
  return true
}

// Files of rootless containers belong to users that exist only inside podman's user namespace.
function removeTree(engine: ContainerEngine, folder: string): CommandLine {
  const rm = ['rm', '-rf', '--one-file-system', '--', folder]
  if (engine.rootless) return { file: engine.file, args: ['unshare', ...rm], effect: 'destroy' }
  return { file: 'rm', args: rm.slice(1), effect: 'destroy' }
}

async function must(ports: SandboxPorts, what: string, command: CommandLine): Promise<void> {
  const done = await ports.exec.run(command)
  if (done.exitCode !== 0) throw sandboxLeft(what, done.stderr)
}
