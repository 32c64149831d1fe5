import { describeHolder, type EngineDeps, lockBody, lockKey } from '../../engine/index.ts'
import { declined, lockAlive, lockLost } from '../../errors/index.ts'
import type { Prompt } from '../../ports/prompt.ts'
import { type LockStatus, lockStatus } from './status.ts'

type ReleaseDeps = Pick<EngineDeps, 'documents' | 'clock' | 'processes' | 'who' | 'progress'> & {
  readonly prompt: Pick<Prompt, 'confirm' | 'typeExactly'>
}

export interface ReleaseRequest {
  readonly environment: string
  /** `--confirm ENV`: stands for the answer when the holder is gone. */
  readonly confirm?: string | undefined
  /** `--force`: asks to type the environment's name although the holder is alive. */
  readonly force?: boolean | undefined
}

/**
 * Takes the lock away from whoever has it, after saying who that is. The fence stays, so that what
 * the former holder writes later is refused. True when something was released.
 * @throws OpsctlError LOCK_ALIVE, DECLINED, PROMPT_WITHOUT_TERMINAL, LOCK_LOST
 */
export async function releaseLock(request: ReleaseRequest, deps: ReleaseDeps): Promise<boolean> {
  const { environment } = request
  const key = lockKey(environment)
  const stored = await deps.documents.read(key)
  const { state, lock } = await lockStatus(environment, deps)
  if (!stored || !lock || state === 'free') return false
  const whose = owner({ state, lock })
  deps.progress.note(`The lock of ${environment}: ${whose}`)
  if (!(await isAllowed(request, state, whose, deps))) throw declined('Releasing the lock')
  const freed = { ...lock, holder: null, unfinished: null }
  if (await deps.documents.replace(key, lockBody(freed), stored.tag)) return true
  throw lockLost(environment, 'it moved while you were asked; look at it again')
}

async function isAllowed(
  request: ReleaseRequest,
  state: LockStatus['state'],
  whose: string,
  deps: ReleaseDeps,
): Promise<boolean> {
  const { environment, confirm, force } = request
  if (state === 'held') {
    if (force !== true) throw lockAlive(environment, whose)
    const question = `It is in use. Type ${environment} to take it from ${whose}`
    return deps.prompt.typeExactly(question, environment)
  }
  if (confirm !== undefined) return confirm === environment
  return deps.prompt.confirm(`Release the lock of ${environment}, of ${whose}?`)
}

function owner({ lock }: LockStatus): string {
  if (lock?.holder) return describeHolder(lock.holder)
  const { kind, operation, host } = lock?.unfinished ?? { kind: '', operation: '', host: '' }
  return `kept for the unfinished ${kind}, operation ${operation}, begun on ${host}`
}
