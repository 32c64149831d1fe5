import { lockKey, parseLock } from '../../engine/index.ts'
import { lockLost } from '../../errors/index.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Documents } from '../../ports/documents.ts'
import type { DeployContext } from './context.ts'

/** As long as this the lock may be believed without asking; a stale one is older (formats.md). */
const trustMilliseconds = 20_000

/**
 * A fence before each write on AWS, which knows nothing of our lock: a process that slept (SIGSTOP,
 * a suspended laptop) past its lease finds out here, before it moves anything.
 * @returns a function that throws LOCK_LOST when the lock is not this operation's any more
 */
export function lockGuard(
  owner: { readonly environment: string; readonly operation: string },
  deps: { readonly documents: Documents; readonly clock: Clock },
): () => Promise<void> {
  let believed = deps.clock.now().getTime()
  return async () => {
    const now = deps.clock.now().getTime()
    if (now - believed < trustMilliseconds) return
    const key = lockKey(owner.environment)
    const stored = await deps.documents.read(key)
    const holder = stored && parseLock(stored.body, key).holder
    if (holder?.operation !== owner.operation) {
      throw lockLost(owner.environment, holder ? `${holder.actor} holds it` : 'it was released')
    }
    believed = now
  }
}

/** One write that passes the guard first. */
export function guarded<A extends readonly unknown[], T>(
  write: (...words: A) => Promise<T>,
  guard: () => Promise<void>,
): (...words: A) => Promise<T> {
  return async (...words) => {
    await guard()
    return write(...words)
  }
}

type Writers = Pick<DeployContext, 'balancer' | 'fleet'>

/** Balancer and fleet whose every write passes the guard first; reads are as they were. */
export function fenced({ balancer, fleet }: Writers, guard: () => Promise<void>): Writers {
  const behind = <A extends readonly unknown[]>(write: (...words: A) => Promise<void>) =>
    guarded(write, guard)
  return {
    balancer: {
      ...balancer,
      setWeights: behind(balancer.setWeights),
      register: behind(balancer.register),
      deregister: behind(balancer.deregister),
    },
    fleet: { ...fleet, setCapacity: behind(fleet.setCapacity) },
  }
}
