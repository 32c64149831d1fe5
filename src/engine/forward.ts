import { interrupted, OpsctlError, stepFailed } from '../errors/index.ts'
import { isFinished } from './journal-state.ts'
import type { Session } from './session.ts'
import type { Facts, Step } from './step.ts'

/** Runs what is left of the steps, in order, each between its two lines in the journal. */
export async function goForward<C>(session: Session<C>): Promise<void> {
  // A process that died before its first change left looks that may be days old.
  const anew = session.lock.held && !session.changedAnything
  for (const step of session.operation.steps) {
    const state = session.journal.state.steps.get(step.id)
    if (state && isFinished(state) && !anew) {
      await session.deps.progress.stepStarted(step)
      await session.deps.progress.stepEnded(step, 'already-done', 0)
      continue
    }
    session.mayGoOn()
    await oneStep(session, step)
  }
}

async function oneStep<C>(session: Session<C>, step: Step<C>): Promise<void> {
  const { clock, progress } = session.deps
  const began = clock.now().getTime()
  const seconds = () => (clock.now().getTime() - began) / 1000
  await progress.stepStarted(step)
  try {
    await settle(session, step)
    if (await alreadyDone(session, step))
      return await progress.stepEnded(step, 'already-done', seconds())
    if (step.effect !== 'read' && session.operation.lock === true && !session.lock.held) {
      if (!(await session.takeLock())) await lookAgain(session, step)
      // The one who had the lock may have done it meanwhile.
      if (await alreadyDone(session, step)) {
        return await progress.stepEnded(step, 'already-done', seconds())
      }
    }
    session.mayGoOn()
    await begin(session, step)
  } catch (error) {
    const known = name(session, step, error)
    await progress.stepEnded(
      step,
      known.kind === 'interrupted' ? 'interrupted' : 'failed',
      seconds(),
    )
    throw known
  }
  await progress.stepEnded(step, 'done', seconds())
}

/**
 * Others may have had the environment since the steps before this one looked at it: what they found
 * need not hold any more. None of them has changed anything yet.
 */
async function lookAgain<C>(session: Session<C>, until: Step<C>): Promise<void> {
  const { steps, environment } = session.operation
  const before = steps.slice(0, steps.indexOf(until))
  if (before.length === 0) return
  session.deps.progress.news(`${environment} was in other hands meanwhile: looking again`)
  for (const step of before) {
    session.mayGoOn()
    if (!(await alreadyDone(session, step))) await begin(session, step)
  }
  await session.noteRunning()
}

async function settle<C>(session: Session<C>, step: Step<C>): Promise<void> {
  const at = session.at(step)
  if (at.again) await step.settle?.(session.operation.context, at)
}

async function alreadyDone<C>(session: Session<C>, step: Step<C>): Promise<boolean> {
  const at = session.at(step)
  const found = (await step.done?.(session.operation.context, at)) ?? false
  if (found === false) return false
  const facts = found === true ? {} : { facts: found }
  const ended = { type: 'outcome', at: session.now(), step: step.id, ...facts } as const
  // A step that this operation began and that is done now was done by it; its answer was lost.
  if (at.again) await session.journal.append({ ...ended, outcome: 'done' })
  else session.journal.note({ ...ended, outcome: 'already-done' })
  return true
}

async function begin<C>(session: Session<C>, step: Step<C>): Promise<void> {
  const { journal, operation } = session
  const at = session.at(step)
  await journal.append({ type: 'intent', at: session.now(), step: step.id })
  if (step.effect !== 'read') session.changed = true
  let facts: Facts | undefined
  try {
    facts = await step.run(operation.context, at)
  } catch (error) {
    const known = name(session, step, error)
    const outcome = known.kind === 'interrupted' ? 'interrupted' : 'failed'
    const { code } = known
    // The ledger of what was put back is to say why.
    const facts = known.kind === 'gate' ? { facts: { stoppedBy: known.message } } : {}
    const at = session.now()
    await journal.append({ type: 'outcome', at, step: step.id, outcome, code, ...facts })
    throw known
  }
  const given = facts ? { facts } : {}
  const ended = { type: 'outcome', at: session.now(), step: step.id, outcome: 'done' } as const
  if (step.effect === 'read') journal.note({ ...ended, ...given })
  else await journal.append({ ...ended, ...given })
}

/** What a failure is called: lost lock before interrupt before the step's own words. */
function name<C>(session: Session<C>, step: Step<C>, error: unknown): OpsctlError {
  if (session.lock.lost.aborted) return session.lock.lost.reason as OpsctlError
  if (error instanceof OpsctlError && error.kind === 'interrupted') return error
  if (session.deps.signal.aborted) return interrupted(`Step ${step.id} was cut short.`, [])
  return error instanceof OpsctlError ? error : stepFailed(step.id, error)
}
