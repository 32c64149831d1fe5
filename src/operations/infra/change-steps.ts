import type { Json } from '../../domain/json.ts'
import { withoutValues } from '../../domain/plan/summary.ts'
import type { Facts, Running, Step } from '../../engine/index.ts'
import { apply } from './apply-step.ts'
import { approve } from './approve-step.ts'
import { type Direction, kindOf, planFile, type Seen } from './change-facts.ts'
import type { InfraContext } from './context.ts'
import { initialise } from './initialise.ts'
import { whileJudged } from './policy.ts'
import { checkAccount, lockedOr, makePlan } from './terraform-run.ts'
import { assertNoStray, hasUnsavedState, pushUnsavedState } from './unsaved-state.ts'

/** Plan, ask, apply exactly that plan: what `infra up` and `infra down` have in common. */
export function changeSteps(direction: Direction): readonly Step<InfraContext>[] {
  const seen: Seen = { plan: null }
  return [
    account(direction),
    init,
    recover,
    plan(direction, seen),
    approve(direction, seen),
    apply(direction),
  ]
}

export function account(direction: Direction): Step<InfraContext> {
  return {
    id: 'account',
    title: 'Check that the credentials belong to the environment',
    effect: 'read',
    run: async (c) => {
      // Where nobody can answer, nothing is started that would need an answer.
      const { name } = c.environment
      const typed = direction === 'down' || c.environment.protected
      c.prompt.assertAnswerable(typed ? name : null)
      await assertNoStray(c)
      await checkAccount(c)
      return undefined
    },
  }
}

export const init: Step<InfraContext> = {
  id: 'init',
  title: 'Initialise the working folder',
  effect: 'read',
  run: async (c) => {
    await initialise(c)
    return undefined
  },
}

/** A state that an earlier apply could not save goes to the backend before anything is planned. */
export const recover: Step<InfraContext> = {
  id: 'recover',
  title: 'Push the state that was not saved',
  effect: 'change',
  done: async (c) => !(await hasUnsavedState(c)),
  run: async (c, at) => {
    await pushUnsavedState(c, at.news)
    return undefined
  },
}

function plan(direction: Direction, seen: Seen): Step<InfraContext> {
  return {
    id: 'plan',
    title: 'Plan',
    effect: 'read',
    run: async (c, at) => {
      try {
        return await planFacts(c, at, direction, seen)
      } catch (error) {
        throw lockedOr(error, c)
      }
    },
  }
}

async function planFacts(
  c: InfraContext,
  at: Running,
  direction: Direction,
  seen: Seen,
): Promise<Facts> {
  const make = (signal?: AbortSignal) =>
    makePlan(c, planFile(at), kindOf(direction), at.news, signal)
  // What is destroyed is judged by nobody's rules for what is built.
  const judged = direction === 'up' ? await whileJudged(c, c.signal, at.news, make) : await make()
  seen.plan = judged.summary
  return {
    summary: withoutValues(judged.summary) as unknown as Json,
    ...('policy' in judged ? { policy: judged.policy as unknown as Json } : {}),
    empty: judged.empty,
    planHash: await c.files.hash(planFile(at)),
  }
}
