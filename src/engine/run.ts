import { OpsctlError, stepFailed, unfinishedOperation } from '../errors/index.ts'
import { goForward } from './forward.ts'
import { Journal } from './journal.ts'
import { beginLedger, ledgerEntry } from './ledger.ts'
import type { EngineDeps, Operation, OperationEnd } from './operation.ts'
import { leaveOrPutBack } from './put-back.ts'
import { attemptOf, folderOf, Session } from './session.ts'
import type { Facts } from './step.ts'
import { unfinishedOperations } from './unfinished.ts'

/**
 * Runs an operation from its first step.
 * @throws OpsctlError of the step that failed, with `resume` and `abort` as next steps when something
 * is half done; LOCKED (exit 4); UNFINISHED_OPERATION; INTERRUPTED (exit 130)
 */
export async function runOperation<C>(
  operation: Operation<C>,
  deps: EngineDeps,
): Promise<OperationEnd> {
  if (operation.effect === 'read') return readOnly(operation, deps)
  await refuseUnfinished(operation.environment, deps)
  const { id, kind, environment, effect, input } = operation
  const journal = await Journal.create(deps.files, folderOf(deps, id), {
    type: 'begin',
    at: deps.clock.now().toISOString(),
    schema: 1,
    id,
    kind,
    environment,
    effect,
    input,
    steps: operation.steps.map((step) => ({ id: step.id, title: step.title, effect: step.effect })),
    version: deps.who.version,
    commit: deps.who.commit,
    attempt: attemptOf(deps, 'run'),
  })
  const session = new Session(operation, deps, journal)
  try {
    // Side by side, and both to their ends: a first word that came after the last would stay.
    const begun = await Promise.allSettled([
      beginLedger(deps.documents, ledgerEntry(journal.state, 'running', null)),
      session.seeLock(),
    ])
    for (const one of begun) if (one.status === 'rejected') throw one.reason
    await goForward(session)
    return await session.finish('done')
  } catch (error) {
    return leaveOrPutBack(session, error)
  }
}

/** Steps that only look: nothing to journal, nothing to lock, nothing for the ledger. */
async function readOnly<C>(operation: Operation<C>, deps: EngineDeps): Promise<OperationEnd> {
  let facts: Facts = {}
  const steps: { id: string; outcome: string }[] = []
  for (const step of operation.steps) {
    const began = deps.clock.now().getTime()
    const seconds = () => (deps.clock.now().getTime() - began) / 1000
    await deps.progress.stepStarted(step)
    try {
      deps.signal.throwIfAborted()
      const news = (line: string) => deps.progress.news(line)
      const folder = folderOf(deps, operation.id)
      const at = { facts, folder, again: false, signal: deps.signal, news }
      // A dry run names only what there is left to do.
      const found = (await step.done?.(operation.context, at)) ?? false
      if (found !== false) {
        facts = { ...facts, ...(found === true ? {} : found) }
        await deps.progress.stepEnded(step, 'already-done', seconds())
        steps.push({ id: step.id, outcome: 'already-done' })
        continue
      }
      facts = { ...facts, ...(await step.run(operation.context, at)) }
    } catch (error) {
      const cut = deps.signal.aborted
      await deps.progress.stepEnded(step, cut ? 'interrupted' : 'failed', seconds())
      throw error instanceof OpsctlError
        ? error
        : cut
          ? deps.signal.reason
          : stepFailed(step.id, error)
    }
    await deps.progress.stepEnded(step, 'done', seconds())
    steps.push({ id: step.id, outcome: 'done' })
  }
  return { id: operation.id, outcome: 'done', facts, steps, changed: false, kept: [] }
}

async function refuseUnfinished(environment: string, deps: EngineDeps): Promise<void> {
  const unfinished = await unfinishedOperations(deps.files, deps.operationsFolder)
  const other = unfinished.find((state) => state.begin.environment === environment)
  if (!other) return
  const { id, kind, attempt } = other.begin
  throw unfinishedOperation(environment, id, kind, attempt.host)
}
