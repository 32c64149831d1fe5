import type { Files } from '../../ports/files.ts'
import { placesIn } from '../places.ts'
import type { Fault } from './fault.ts'

/** The faults that are set; kept in the state folder, so `sandbox down` ends them. */
export async function readFaults(files: Files, state: string): Promise<readonly Fault[]> {
  const text = await files.read(placesIn(state).faults)
  return text === null ? [] : (JSON.parse(text) as Fault[])
}

export function writeFaults(files: Files, state: string, faults: readonly Fault[]): Promise<void> {
  return files.write(placesIn(state).faults, JSON.stringify(faults, null, 1), 0o600)
}

/** `f1`, `f2`, …: one more than the highest. */
export function nextFaultId(faults: readonly Fault[]): string {
  return `f${Math.max(0, ...faults.map((fault) => Number(fault.id.slice(1)))) + 1}`
}
