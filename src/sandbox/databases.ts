import type { Files } from '../ports/files.ts'
import type { SeenContainer } from './converge.ts'
import { placesIn } from './places.ts'
import type { World } from './world.ts'

/** Whether a container of this name is an RDS instance: its ID is `db-…` (DbiResourceId). */
export function isDatabase(name: string): boolean {
  return name.startsWith('db-')
}

/** The folder of an RDS instance: settings, data and past. */
export function databaseFolder(state: string, id: string): string {
  return `${placesIn(state).world}/databases/${id}`
}

/** Where its server says what holds (`sandbox/database/settings.py`). */
export function databaseStatus(state: string, id: string): string {
  return `${databaseFolder(state, id)}/status.json`
}

/**
 * What the servers of the RDS instances say of themselves, by ID, for the emulator. One that does not
 * run, or has yet to move to another address, is left out: what it said is not true any more.
 */
export async function databaseReport(
  files: Pick<Files, 'read'>,
  state: string,
  world: World,
  seen: readonly SeenContainer[],
): Promise<Readonly<Record<string, object>>> {
  const report: Record<string, object> = {}
  for (const { id, privateIp } of world.databases) {
    const container = seen.find((one) => one.name === id)
    if (container?.state !== 'running') continue
    const text = await files.read(databaseStatus(state, id))
    const said = text === null ? {} : (JSON.parse(text) as object)
    const { address, generation } = container
    if (address === privateIp) report[id] = { ...said, address, generation }
  }
  return report
}
