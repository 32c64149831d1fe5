import { interrupted, locked, lockLost, unfinishedOperation } from '../errors/index.ts'
import type { StoredDocument } from '../ports/documents.ts'
import { holderIsGone } from './liveness.ts'
import {
  describeHolder,
  heartbeatMilliseconds,
  type LockDocument,
  lockBody,
  lockKey,
  parseLock,
  sameHolder,
  staleMilliseconds,
  takenBy,
  type UnfinishedMark,
} from './lock-document.ts'
import type { EngineDeps } from './operation.ts'

const pollMilliseconds = 2_000

/** What keeps a process from the lock. */
interface Obstacle {
  readonly who: string
  readonly holder: string
  readonly next: string[]
}

interface Owner {
  readonly environment: string
  readonly id: string
  readonly kind: string
}

/** The lock of an environment as one operation of this process takes it, keeps it and gives it back. */
export class EnvironmentLock {
  readonly #deps: EngineDeps
  readonly #owner: Owner
  readonly #lost = new AbortController()
  #fence = 0
  /** The document before the operation looked at anything; undefined: nobody asked, or it was tried. */
  #seen: StoredDocument | null | undefined
  #asSeen = false
  /** What is left of the time that may be waited. */
  #waitMilliseconds: number
  #beating: { readonly stop: AbortController; readonly ended: Promise<void> } | null = null

  constructor(deps: EngineDeps, owner: Owner) {
    this.#deps = deps
    this.#owner = owner
    this.#waitMilliseconds = deps.lockWaitSeconds * 1000
  }

  /** Number of this acquisition; 0 before it. */
  get fence(): number {
    return this.#fence
  }

  get held(): boolean {
    return this.#beating !== null
  }

  /** True when nobody else can have had the lock between `see` and its acquisition. */
  get asSeen(): boolean {
    return this.#asSeen
  }

  /**
   * Notes how the lock stands before the operation looks at what it is to change. Waits for who has it, as
   * long as may be waited: what somebody is moving is not worth a look.
   * @throws OpsctlError INTERRUPTED (130)
   */
  async see(): Promise<void> {
    const key = lockKey(this.#owner.environment)
    await this.#patiently(async () => {
      this.#seen = await this.#deps.documents.read(key)
      return this.#waitMilliseconds > 0
        ? this.#held(this.#seen && parseLock(this.#seen.body, key))
        : null
    })
  }

  /** Aborts when the lock turns out to be somebody else's. */
  get lost(): AbortSignal {
    return this.#lost.signal
  }

  /**
   * Waits for the lock up to `lockWaitSeconds` and takes it. A lock that this very operation left
   * behind is taken over when its process is gone.
   * @throws OpsctlError LOCKED (exit 4), UNFINISHED_OPERATION, INTERRUPTED (130)
   */
  async acquire(): Promise<void> {
    const obstacle = await this.#patiently(() => this.#tryToTake())
    if (obstacle) throw locked(this.#owner.environment, obstacle.holder, obstacle.next)
    this.#startHeartbeat()
  }

  /** Tries until nothing is in the way or the time is over. @returns what is in the way then */
  async #patiently(attempt: () => Promise<Obstacle | null>): Promise<Obstacle | null> {
    const { clock, lockWaitSeconds, progress, signal } = this.#deps
    let told = ''
    for (;;) {
      const obstacle = await attempt()
      if (obstacle === null) return null
      if (signal.aborted) {
        const now = `${this.#owner.environment} is still held by ${obstacle.holder}; nothing was changed.`
        throw interrupted(now, obstacle.next)
      }
      if (this.#waitMilliseconds <= 0) return obstacle
      if (obstacle.who !== told) {
        told = obstacle.who
        progress.news(`waiting up to ${lockWaitSeconds} s for the lock held by ${obstacle.holder}`)
      }
      const began = clock.now().getTime()
      await clock.sleep(Math.min(pollMilliseconds, this.#waitMilliseconds), signal)
      this.#waitMilliseconds -= clock.now().getTime() - began
    }
  }

  /**
   * Gives the lock back, with a mark when the operation is not at its end: nobody else may build on
   * what is half done. Harmless when the lock is not held.
   */
  async release(unfinished: boolean): Promise<void> {
    if (!this.#beating) return
    this.#beating.stop.abort()
    await this.#beating.ended
    this.#beating = null
    const { id, kind } = this.#owner
    const mark = unfinished ? { operation: id, kind, host: this.#deps.who.host } : null
    await this.#write((lock) => ({ ...lock, holder: null, unfinished: mark }))
  }

  /**
   * Goes by what was seen at the beginning first: the write succeeds only if nobody wrote since, and it
   * spares a call. Null when taken, else who is in the way.
   */
  async #tryToTake(): Promise<Obstacle | null> {
    const key = lockKey(this.#owner.environment)
    const seen = this.#seen
    this.#seen = undefined
    if (seen !== undefined && isFree(seen, key) && (await this.#takeFrom(seen)) === null) {
      this.#asSeen = true
      return null
    }
    return this.#takeFrom(await this.#deps.documents.read(key))
  }

  async #takeFrom(stored: StoredDocument | null): Promise<Obstacle | null> {
    const { documents, who, clock } = this.#deps
    const { environment, id, kind } = this.#owner
    const key = lockKey(environment)
    const before = stored ? parseLock(stored.body, key) : null
    const mark: UnfinishedMark | null = before?.unfinished ?? null
    if (mark && mark.operation !== id) {
      throw unfinishedOperation(environment, mark.operation, mark.kind, mark.host)
    }
    const obstacle = await this.#held(before)
    if (obstacle !== null) return obstacle
    const now = clock.now().toISOString()
    const { actor, host, hostToken, pid, processStart } = who
    const mine = takenBy(environment, before, {
      ...{ actor, host, hostToken, pid, processStart },
      ...{ operation: id, kind, acquiredAt: now, heartbeatAt: now },
    })
    const body = lockBody(mine)
    const won = stored
      ? await documents.replace(key, body, stored.tag)
      : await documents.create(key, body)
    if (!won) return { who: '', holder: 'somebody who was faster', next: ['try again'] }
    this.#fence = mine.fence
    return null
  }

  /** Who else has it, or has left it behind. */
  async #held(lock: LockDocument | null): Promise<Obstacle | null> {
    const { environment, id } = this.#owner
    const holder = lock?.holder ?? null
    if (holder === null) return null
    const gone = await holderIsGone(holder, this.#deps)
    if (gone && holder.operation === id) return null
    const next = gone
      ? [`its process is gone; take it up: opsctl resume ${holder.operation}`]
      : ['wait for it: --lock-wait SECONDS', `see it: opsctl lock status -e ${environment}`]
    return { who: holder.operation, holder: describeHolder(holder), next }
  }

  #startHeartbeat(): void {
    const stop = new AbortController()
    this.#beating = { stop, ended: this.#beat(stop.signal) }
  }

  async #beat(stop: AbortSignal): Promise<void> {
    const { clock } = this.#deps
    let last = clock.now().getTime()
    for (;;) {
      await clock.sleep(heartbeatMilliseconds, stop)
      if (stop.aborted) return
      try {
        const now = clock.now()
        await this.#write((lock) =>
          lock.holder
            ? { ...lock, holder: { ...lock.holder, heartbeatAt: now.toISOString() } }
            : lock,
        )
        last = now.getTime()
      } catch (error) {
        // A network that is away for a while is no reason to stop; silence as long as others
        // take for death is.
        if (clock.now().getTime() - last > staleMilliseconds) {
          this.#loseIt(`no heartbeat could be written: ${String(error)}`)
        }
      }
      if (this.#lost.signal.aborted) return
    }
  }

  /** Changes the document if it is still ours; otherwise the lock is lost. */
  async #write(change: (lock: LockDocument) => LockDocument): Promise<void> {
    const key = lockKey(this.#owner.environment)
    for (let attempt = 0; attempt < 5; attempt++) {
      const stored = await this.#deps.documents.read(key)
      const lock = stored ? parseLock(stored.body, key) : null
      const ours =
        lock?.fence === this.#fence && sameHolder(lock.holder, this.#deps.who, this.#owner.id)
      if (!stored || !lock || !ours) {
        return this.#loseIt(lock?.holder ? describeHolder(lock.holder) : 'it was released')
      }
      if (await this.#deps.documents.replace(key, lockBody(change(lock)), stored.tag)) return
    }
    throw new Error(`${key} moves faster than it can be written`)
  }

  #loseIt(why: string): void {
    this.#lost.abort(lockLost(this.#owner.environment, why))
  }
}

/** @throws OpsctlError DOCUMENT_DAMAGED */
function isFree(stored: StoredDocument | null, key: string): boolean {
  const lock = stored && parseLock(stored.body, key)
  return !lock?.holder && !lock?.unfinished
}
