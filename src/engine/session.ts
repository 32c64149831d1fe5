import { interrupted, OpsctlError, recordsUnreachable, waysOn } from '../errors/index.ts'
import type { Journal } from './journal.ts'
import type { Attempt, EndWord } from './journal-event.ts'
import { hasChanged } from './journal-state.ts'
import { ledgerEntry, writeLedger } from './ledger.ts'
import { EnvironmentLock } from './lock.ts'
import type { EngineDeps, Operation, OperationEnd } from './operation.ts'
import type { Running, Step } from './step.ts'

/** One process at work on one operation: its journal, its lock, its signal. */
export class Session<C> {
  readonly operation: Operation<C>
  readonly deps: EngineDeps
  readonly journal: Journal
  readonly lock: EnvironmentLock
  /** Aborts on interrupt and when the lock is lost. */
  readonly signal: AbortSignal
  changed = false

  constructor(operation: Operation<C>, deps: EngineDeps, journal: Journal, lock?: EnvironmentLock) {
    this.operation = operation
    this.deps = deps
    this.journal = journal
    this.lock = lock ?? new EnvironmentLock(deps, operation)
    this.signal = AbortSignal.any([deps.signal, this.lock.lost])
  }

  /** True when a step that changes the world has begun, here or in an earlier process. */
  get changedAnything(): boolean {
    return hasChanged(this.journal.state)
  }

  now(): string {
    return this.deps.clock.now().toISOString()
  }

  at(step: Step<C>): Running {
    return {
      facts: this.journal.state.facts,
      folder: folderOf(this.deps, this.operation.id),
      again: this.journal.state.steps.get(step.id)?.begun === true,
      signal: this.signal,
      news: (line) => this.deps.progress.news(line),
    }
  }

  /** Before anything is looked at: whoever has the environment from here on is noticed in `takeLock`. */
  async seeLock(): Promise<void> {
    if (this.operation.lock === true) await this.lock.see()
  }

  /** False when the environment may have been in other hands since `seeLock`. */
  async takeLock(): Promise<boolean> {
    await this.lock.acquire()
    await this.noteLock()
    return this.lock.asSeen
  }

  /** The ledger carries the new number before anything is done under it. */
  async noteLock(): Promise<void> {
    if (!this.lock.held) return
    await this.journal.append({ type: 'lock', at: this.now(), fence: this.lock.fence })
    await this.noteRunning()
  }

  /** The ledger as the journal is now. */
  async noteRunning(): Promise<void> {
    await this.journal.flush()
    await writeLedger(this.deps.documents, ledgerEntry(this.journal.state, 'running', null))
  }

  /** Throws when this process must not begin anything more. */
  mayGoOn(): void {
    if (this.lock.lost.aborted) throw this.lock.lost.reason
    if (this.deps.signal.aborted) throw interrupted('The running step was left in order.', [])
  }

  /**
   * The last words, in this order, so that a death between them leaves an operation that `resume`
   * brings to the same end: ledger, lock, journal.
   */
  async finish(outcome: EndWord, kept: readonly string[] = []): Promise<OperationEnd> {
    const at = this.now()
    await this.journal.flush()
    await writeLedger(this.deps.documents, ledgerEntry(this.journal.state, outcome, at))
    await this.lock.release(false)
    await this.journal.append({ type: 'end', at, outcome })
    return endOf(this, outcome, kept)
  }

  /** After a failure: ended when nothing was changed, else left for resume or abort. Lock released. */
  async leave(error: unknown): Promise<never> {
    const told = this.explain(error)
    const { state } = this.journal
    const half = hasChanged(state) || state.aborting
    try {
      if (half) {
        await this.journal.flush()
        await writeLedger(this.deps.documents, ledgerEntry(state, 'unfinished', null))
      } else await this.finish(told.kind === 'interrupted' ? 'interrupted' : 'failed')
    } catch (second) {
      // What stopped the operation often stops its last words too; it is told once.
      if (words(second) !== words(error)) {
        this.deps.progress.warn(`the ledger could not be written: ${words(second)}`)
      }
      // A lock that is still held needs `resume`, which needs an operation that has not ended.
      if (!half && !this.lock.held) await this.endHere()
    }
    try {
      await this.lock.release(half)
    } catch (second) {
      this.deps.progress.warn(`the lock could not be released: ${words(second)}`)
    }
    throw told
  }

  /** Nothing was changed, so what comes next must not be stopped by a missing last line. */
  private async endHere(): Promise<void> {
    try {
      await this.journal.append({ type: 'end', at: this.now(), outcome: 'failed' })
    } catch (error) {
      this.deps.progress.warn(`the journal could not be ended: ${words(error)}`)
    }
  }

  private explain(error: unknown): OpsctlError {
    const { id } = this.operation
    const { state } = this.journal
    const half = hasChanged(state) || state.aborting
    const known = error instanceof OpsctlError ? error : recordsUnreachable(error)
    const now = half
      ? `Operation ${id} is unfinished.${known.now ? ` ${known.now}` : ''}`
      : (known.now ?? 'Nothing was changed.')
    // Where the world is another by now, going on would be refused again.
    const onlyBack = state.aborting || known.code === 'ENVIRONMENT_MOVED'
    const ways = half ? waysOn(id, onlyBack) : []
    const next = [...known.next, ...ways.filter((way) => !known.next.includes(way))]
    return known.saying({ now, next, cause: known.cause ?? error })
  }
}

export function folderOf(deps: EngineDeps, id: string): string {
  return `${deps.operationsFolder}/${id}`
}

export function attemptOf(deps: EngineDeps, mode: Attempt['mode']): Attempt {
  const { actor, host, hostToken, pid, processStart } = deps.who
  return { mode, actor, host, hostToken, pid, processStart }
}

export function endOf<C>(
  session: Session<C>,
  outcome: EndWord,
  kept: readonly string[] = [],
): OperationEnd {
  const { state } = session.journal
  const entry = ledgerEntry(state, outcome, null)
  const steps = entry.steps.map((step) => ({ id: step.id, outcome: step.outcome }))
  return { id: entry.id, outcome, facts: state.facts, steps, changed: session.changed, kept }
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
