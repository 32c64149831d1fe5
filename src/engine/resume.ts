import { goForward } from './forward.ts'
import type { EngineDeps, Operation, OperationEnd } from './operation.ts'
import { leaveOrPutBack } from './put-back.ts'
import { endOf } from './session.ts'
import { takeUp } from './take-up.ts'

/**
 * Goes on with an operation where it stopped. One that has ended stays as it is.
 * Once something was changed, steps that the journal knows as finished are not looked at again.
 * @throws OpsctlError as runOperation, and ABORT_BEGUN, OPERATION_NOT_REBUILT, JOURNAL_DAMAGED
 */
export async function resumeOperation<C>(
  operation: Operation<C>,
  deps: EngineDeps,
): Promise<OperationEnd> {
  const session = await takeUp(operation, deps, 'resume')
  const { ended } = session.journal.state
  if (ended) return endOf(session, ended.outcome)
  try {
    await session.noteLock()
    await goForward(session)
    return await session.finish('done')
  } catch (error) {
    return leaveOrPutBack(session, error)
  }
}
