import { OpsctlError, sandboxNeeds } from '../errors/index.ts'
import type { CommandLine, Exec, Finished } from '../ports/exec.ts'
import {
  type ContainerEngine,
  type ContainerFacts,
  inspectContainers,
  listOurs,
  parseContainers,
} from '../tools/podman.ts'
import { network } from './places.ts'

/** Runs a program; null when it is not installed. */
export async function tryRun(exec: Exec, command: CommandLine): Promise<Finished | null> {
  try {
    return await exec.run(command)
  } catch (error) {
    if (error instanceof OpsctlError && error.code === 'TOOL_MISSING') return null
    throw error
  }
}

/**
 * The container engine of this machine: podman, else docker.
 * @throws OpsctlError SANDBOX_NEEDS without either.
 */
export async function findEngine(exec: Exec): Promise<ContainerEngine> {
  const ask = async (file: string, ...args: string[]) => {
    const done = await tryRun(exec, { file, args, effect: 'read' })
    return done?.exitCode === 0 ? done.stdout.trim() : null
  }
  const rootless = await ask('podman', 'info', '--format', '{{.Host.Security.Rootless}}')
  if (rootless !== null) {
    const runc = (await ask('runc', '--version')) !== null
    return {
      kind: 'podman',
      file: 'podman',
      runtime: runc ? 'runc' : null,
      rootless: rootless === 'true',
    }
  }
  if ((await ask('docker', 'info', '--format', '{{.ServerVersion}}')) !== null) {
    return { kind: 'docker', file: 'docker', runtime: null, rootless: false }
  }
  throw sandboxNeeds(
    'podman or docker, running',
    'on Debian or Ubuntu: sudo apt-get install podman runc mmdebstrap',
  )
}

/** All containers of the sandbox. */
export async function listContainers(
  exec: Exec,
  engine: ContainerEngine,
): Promise<ContainerFacts[]> {
  const ids = (await exec.run(listOurs(engine))).stdout.split('\n').filter((line) => line !== '')
  if (ids.length === 0) return []
  const told = await exec.run(inspectContainers(engine, ids))
  // One that vanished in between makes the exit code 1; the others are told nevertheless.
  return told.stdout.trim().startsWith('[') ? parseContainers(told.stdout, network.name) : []
}
