import type { Clock } from '../ports/clock.ts'
import type { DaemonIdentity, Daemons } from '../ports/daemons.ts'
import type { Documents } from '../ports/documents.ts'
import type { Exec } from '../ports/exec.ts'
import type { Files } from '../ports/files.ts'
import type { Loopback } from '../ports/loopback.ts'
import type { ContainerEngine } from '../tools/podman.ts'
import { placesIn } from './places.ts'

/** The world as this room needs it. */
export interface SandboxPorts {
  readonly exec: Exec
  readonly files: Files
  readonly clock: Clock
  readonly loopback: Loopback
  readonly daemons: Daemons
  /** Documents kept in a folder of this machine. */
  documents(folder: string): Documents
  /** One line of news for the person who waits. */
  news(line: string): void
}

/** What `up` decided once and every later call keeps to. */
export interface SandboxRecord {
  readonly project: string
  readonly region: string
  readonly engine: ContainerEngine
  readonly image: string
  /** The Python environment's folder. */
  readonly python: string
  readonly ports: {
    readonly emulator: number
    readonly balancer: number
    readonly registry: number
    /** Of the relay, once a fault of the AWS API has been set. */
    readonly relay?: number
  }
}

export type DaemonName = 'emulator' | 'controller' | 'relay'

/** The record of the machine's sandbox; null when there is none. */
export async function readRecord(files: Files, state: string): Promise<SandboxRecord | null> {
  const text = await files.read(placesIn(state).record)
  return text === null ? null : (JSON.parse(text) as SandboxRecord)
}

export interface LivingDaemon extends DaemonIdentity {
  /** ISO 8601. */
  readonly since: string
}

/** The daemon's process when it is alive. */
export async function livingDaemon(
  ports: Pick<SandboxPorts, 'files' | 'daemons'>,
  state: string,
  name: DaemonName,
): Promise<LivingDaemon | null> {
  const text = await ports.files.read(`${placesIn(state).run}/${name}.json`)
  if (text === null) return null
  const noted = JSON.parse(text) as LivingDaemon
  const now = await ports.daemons.find(noted.pid)
  return now?.started === noted.started ? noted : null
}
