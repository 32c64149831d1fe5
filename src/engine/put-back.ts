import { OpsctlError } from '../errors/index.ts'
import { goBack } from './abort.ts'
import { attemptOf, type Session } from './session.ts'

/**
 * Leaves a failed operation: where a gate said no and the operation wants it so, everything is put
 * back at once, by the process and under the lock that began it. Journaled as an abort, so that
 * after a death in the middle `abort` finishes it and `resume` cannot go forward again.
 * @throws the gate's error (exit 5), UNDO_FAILED (exit 6), or what `leave` throws
 */
export async function leaveOrPutBack<C>(session: Session<C>, error: unknown): Promise<never> {
  const gate = error instanceof OpsctlError && error.kind === 'gate'
  if (!gate || session.operation.putsBack !== true || !session.changedAnything) {
    return session.leave(error)
  }
  session.deps.progress.warn(`${error.message.split('\n')[0]} Putting everything back.`)
  try {
    const attempt = attemptOf(session.deps, 'abort')
    await session.journal.append({ type: 'attempt', at: session.now(), attempt })
    await goBack(session)
  } catch (second) {
    return session.leave(second)
  }
  throw error.saying({ now: 'Everything was put back.' })
}
