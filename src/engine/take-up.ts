import { abortBegun, locked, operationNotRebuilt, unknownOperation } from '../errors/index.ts'
import { Journal } from './journal.ts'
import type { OperationState } from './journal-state.ts'
import { attemptLives } from './liveness.ts'
import { EnvironmentLock } from './lock.ts'
import type { EngineDeps, Operation } from './operation.ts'
import { attemptOf, folderOf, Session } from './session.ts'

/**
 * Opens an operation that another process left: takes its lock (over, when its holder is gone),
 * reads its journal, and says so in it. The lock comes first, so that no two take it up.
 * @throws OpsctlError LOCKED, ABORT_BEGUN, OPERATION_NOT_REBUILT, JOURNAL_DAMAGED
 */
export async function takeUp<C>(
  operation: Operation<C>,
  deps: EngineDeps,
  mode: 'resume' | 'abort',
): Promise<Session<C>> {
  const folder = folderOf(deps, operation.id)
  const before = await Journal.open(deps.files, folder)
  if (!before) throw unknownOperation(operation.id, [])
  if (before.state.ended) return new Session(operation, deps, before)
  await refuseMisfit(operation, before.state, deps, mode)
  const lock = new EnvironmentLock(deps, operation)
  if (operation.lock === true) await lock.acquire()
  try {
    const journal = (await Journal.open(deps.files, folder)) ?? before
    const session = new Session(operation, deps, journal, lock)
    if (journal.state.ended) await lock.release(false)
    else
      await journal.append({ type: 'attempt', at: session.now(), attempt: attemptOf(deps, mode) })
    return session
  } catch (error) {
    await lock.release(true).catch(() => deps.progress.warn('the lock could not be released'))
    throw error
  }
}

async function refuseMisfit<C>(
  operation: Operation<C>,
  state: OperationState,
  deps: EngineDeps,
  mode: 'resume' | 'abort',
): Promise<void> {
  const { begin } = state
  if (mode === 'resume' && state.aborting) throw abortBegun(begin.id)
  const then = begin.steps.map((step) => step.id).join(', ')
  const today = operation.steps.map((step) => step.id).join(', ')
  if (then !== today) {
    const why = `it was begun with the steps ${then}; this version has ${today}`
    throw operationNotRebuilt(begin.id, why, begin.version)
  }
  const last = state.attempts.at(-1)
  if (last && (await attemptLives(last, deps))) {
    const holder = `its own process, which still runs (${last.actor}@${last.host}, pid ${last.pid})`
    throw locked(`operation ${begin.id}`, holder, ['wait for it, or interrupt it there'])
  }
}
