import { interrupted, OpsctlError, undoFailed } from '../errors/index.ts'
import type { EngineDeps, Operation, OperationEnd } from './operation.ts'
import { endOf, type Session } from './session.ts'
import type { Step } from './step.ts'
import { takeUp } from './take-up.ts'

/**
 * Takes back the steps that this operation began, last first. One that has ended stays as it is.
 * @throws OpsctlError UNDO_FAILED (exit 6) and those of resumeOperation
 */
export async function abortOperation<C>(
  operation: Operation<C>,
  deps: EngineDeps,
): Promise<OperationEnd> {
  const session = await takeUp(operation, deps, 'abort')
  const { ended } = session.journal.state
  if (ended) return endOf(session, ended.outcome)
  try {
    await session.noteLock()
    return await goBack(session)
  } catch (error) {
    return session.leave(error)
  }
}

/** The undos backwards, and the last words of an aborted operation. */
export async function goBack<C>(session: Session<C>): Promise<OperationEnd> {
  const { steps } = session.operation
  for (const step of steps.toReversed()) await back(session, step)
  const kept = steps
    .filter((step) => session.journal.state.steps.get(step.id)?.undo === 'kept')
    .map((step) => step.id)
  return session.finish('aborted', kept)
}

async function back<C>(session: Session<C>, step: Step<C>): Promise<void> {
  const { journal, deps, operation } = session
  const state = journal.state.steps.get(step.id)
  if (!state?.begun || state.undo === 'undone' || state.undo === 'kept') return
  if (step.effect === 'read' && !step.undo) return
  session.mayGoOn()
  const began = deps.clock.now().getTime()
  await deps.progress.stepStarted(step)
  await journal.append({ type: 'undo-intent', at: session.now(), step: step.id })
  let why = step.undo ? null : 'it stays as it is'
  try {
    await step.settle?.(operation.context, session.at(step))
    why = (await step.undo?.(operation.context, session.at(step)))?.kept ?? why
  } catch (error) {
    await failed(session, step, error)
  }
  const outcome = why === null ? 'undone' : 'kept'
  session.changed ||= why === null
  await journal.append({ type: 'undo-outcome', at: session.now(), step: step.id, outcome })
  if (why !== null) deps.progress.warn(`${step.title}: cannot be taken back; ${why}`)
  const seconds = (deps.clock.now().getTime() - began) / 1000
  await deps.progress.stepEnded(step, why === null ? 'undone' : 'skipped', seconds)
}

async function failed<C>(session: Session<C>, step: Step<C>, error: unknown): Promise<never> {
  const { journal, deps, operation } = session
  const cut = deps.signal.aborted || (error instanceof OpsctlError && error.kind === 'interrupted')
  const told = session.lock.lost.aborted
    ? (session.lock.lost.reason as OpsctlError)
    : cut
      ? interrupted(`Putting back ${step.id} was cut short.`, [])
      : undoFailed(operation.id, step.id, error)
  const outcome = told.kind === 'interrupted' ? 'interrupted' : 'failed'
  const { code } = told
  await journal.append({ type: 'undo-outcome', at: session.now(), step: step.id, outcome, code })
  await deps.progress.stepEnded(step, outcome, 0)
  throw told
}
