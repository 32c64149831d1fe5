import { documentDamaged } from '../errors/index.ts'
import type { Identity } from './operation.ts'

/** What one process writes into the lock that it takes. */
export interface LockHolder {
  readonly actor: string
  readonly host: string
  readonly hostToken: string
  readonly pid: number
  readonly processStart: string
  readonly operation: string
  readonly kind: string
  readonly acquiredAt: string
  readonly heartbeatAt: string
}

/** An operation that let go of the lock in the middle of its work. */
export interface UnfinishedMark {
  readonly operation: string
  readonly kind: string
  readonly host: string
}

/** The lock of one environment; docs/formats.md is its specification. */
export interface LockDocument {
  readonly schema: 1
  readonly environment: string
  /** Grows with each acquisition and never falls. */
  readonly fence: number
  /** Null: free. */
  readonly holder: LockHolder | null
  readonly unfinished: UnfinishedMark | null
}

export const heartbeatMilliseconds = 20_000

/** A heartbeat older than this is a dead holder's: fifteen were missed. Covers skewed clocks. */
export const staleMilliseconds = 300_000

export const lockKey = (environment: string) => `locks/${environment}.json`

export function lockBody(lock: LockDocument): string {
  return `${JSON.stringify(lock, null, 2)}\n`
}

/** The lock in another's hands: each acquisition has the number after the one before. */
export function takenBy(
  environment: string,
  before: LockDocument | null,
  holder: LockHolder,
): LockDocument {
  return { schema: 1, environment, fence: (before?.fence ?? 0) + 1, holder, unfinished: null }
}

/** @throws OpsctlError DOCUMENT_DAMAGED */
export function parseLock(body: string, key: string): LockDocument {
  let lock: Partial<LockDocument>
  try {
    lock = JSON.parse(body) as Partial<LockDocument>
  } catch {
    throw documentDamaged(key, 'it is not JSON')
  }
  if (lock?.schema !== 1) throw documentDamaged(key, 'it was written by another version of opsctl')
  if (!Number.isSafeInteger(lock.fence) || (lock.fence ?? -1) < 0) {
    throw documentDamaged(key, 'fence is not a number')
  }
  const { holder } = lock
  const whole =
    holder === null ||
    (typeof holder?.operation === 'string' && !Number.isNaN(Date.parse(holder.heartbeatAt)))
  if (!whole) throw documentDamaged(key, 'holder is incomplete')
  return lock as LockDocument
}

export function isStale(holder: LockHolder, now: Date): boolean {
  return now.getTime() - Date.parse(holder.heartbeatAt) > staleMilliseconds
}

export function sameHolder(a: LockHolder | null, who: Identity, operation: string): boolean {
  return (
    a?.operation === operation &&
    a.hostToken === who.hostToken &&
    a.pid === who.pid &&
    a.processStart === who.processStart
  )
}

/** One line that says whose lock it is. */
export function describeHolder(holder: LockHolder): string {
  const { actor, host, pid, kind, operation, acquiredAt, heartbeatAt } = holder
  return `${actor}@${host} (pid ${pid}): ${kind}, operation ${operation}, since ${acquiredAt}, last sign of life ${heartbeatAt}`
}
