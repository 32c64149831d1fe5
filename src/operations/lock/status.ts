import {
  type EngineDeps,
  holderIsGone,
  type LockDocument,
  lockKey,
  parseLock,
} from '../../engine/index.ts'

type StatusDeps = Pick<EngineDeps, 'documents' | 'clock' | 'processes' | 'who'>

export interface LockStatus {
  readonly state: 'free' | 'unfinished' | 'held' | 'left-behind'
  /** Null when nobody ever took it. */
  readonly lock: LockDocument | null
}

/**
 * Who has the environment's lock. `left-behind`: its process is gone or silent for too long;
 * `unfinished`: free, but kept for one operation's resume or abort.
 * @throws OpsctlError DOCUMENT_DAMAGED
 */
export async function lockStatus(environment: string, deps: StatusDeps): Promise<LockStatus> {
  const key = lockKey(environment)
  const stored = await deps.documents.read(key)
  if (!stored) return { state: 'free', lock: null }
  const lock = parseLock(stored.body, key)
  if (!lock.holder) return { state: lock.unfinished ? 'unfinished' : 'free', lock }
  return { state: (await holderIsGone(lock.holder, deps)) ? 'left-behind' : 'held', lock }
}
