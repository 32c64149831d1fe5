import type { Json } from '../../domain/json.ts'
import { isWithin, type PlanSummary, withoutValues } from '../../domain/plan/summary.ts'
import type { PolicyReport } from '../../domain/policy/report.ts'
import {
  awaitLeftBehind,
  durableRun,
  type Facts,
  type Running,
  type Step,
  startedRuns,
} from '../../engine/index.ts'
import { declined, policyRefused } from '../../errors/index.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import type { StateLockHolder } from '../../tools/terraform/events.ts'
import type { InfraContext } from './context.ts'
import { assertUnderCap, guardPlan } from './guard.ts'
import { initialise } from './initialise.ts'
import { whileJudged } from './policy.ts'
import {
  checkAccount,
  failure,
  listen,
  lockedOr,
  makePlan,
  type PlanKind,
  readPlan,
  StateLocked,
  wholePlan,
} from './terraform-run.ts'
import {
  assertNoStray,
  hasUnsavedState,
  keepUnsavedState,
  pushUnsavedState,
} from './unsaved-state.ts'

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

export type Direction = 'up' | 'down'

/** The plan with its values, while this process lives: the journal keeps none. */
export interface Seen {
  plan: PlanSummary | null
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
  title: 'Initialise Terraform',
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

export function approve(direction: Direction, seen: Seen): Step<InfraContext> {
  return {
    id: 'approve',
    title: 'Ask',
    effect: 'read',
    done: async (_, at) => at.facts['empty'] === true,
    run: async (c, at) => {
      await ask(c, seen.plan ?? summaryOf(at), policyOf(at), direction, planFile(at))
      return undefined
    },
  }
}

export function apply(direction: Direction): Step<InfraContext> {
  return {
    id: 'apply',
    title: direction === 'down' ? 'Destroy' : 'Apply',
    effect: direction === 'down' ? 'destroy' : 'change',
    settle: async (c, at) => {
      const last = (await startedRuns(c.exec, at.folder, applyName)).at(-1)
      // What the plan marks as sensitive is hidden in what is still to come.
      if (last?.left.running === true) await readPlan(c, planFile(at)).catch(() => undefined)
      const onLine = listen(at.news).onLine
      await awaitLeftBehind(c.exec, at, applyName, { onLine })
      await keepUnsavedState(c)
    },
    done: async (c, at) => {
      const last = (await startedRuns(c.exec, at.folder, applyName)).at(-1)
      const done = at.facts['empty'] === true || last?.left.exitCode === 0
      if (done) await c.files.remove(planFile(at))
      return done
    },
    run: async (c, at) => {
      try {
        if (at.again && (await finishEarlier(c, at, direction))) return undefined
        await applyPlan(c, at, direction)
        return undefined
      } catch (error) {
        throw lockedOr(error, c)
      }
    },
  }
}

/**
 * An earlier process of this operation died or was interrupted during the apply, and its Terraform has
 * ended. What is left after it is planned anew and asked again, unless it is only the rest of what was
 * approved. True when nothing is left.
 */
async function finishEarlier(c: InfraContext, at: Running, direction: Direction): Promise<boolean> {
  const last = (await startedRuns(c.exec, at.folder, applyName)).at(-1)
  // It died before Terraform was started: the plan is still the one that was approved.
  if (last === undefined && (await c.files.hash(planFile(at))) === at.facts['planHash'])
    return false
  await keepUnsavedState(c)
  await pushUnsavedState(c, at.news)
  const made = await planAfterDeath(c, at, direction, last?.left.startedAt ?? null)
  if (made.empty) {
    await c.files.remove(planFile(at))
    return true
  }
  if (isWithin(made.summary, summaryOf(at))) at.news('going on with the rest of what was approved')
  else await ask(c, made.summary, policyOf(at), direction, planFile(at))
  return false
}

/** Plans; a state lock left by our own dead Terraform is taken off first, nobody else's ever is. */
async function planAfterDeath(
  c: InfraContext,
  at: Running,
  direction: Direction,
  startedAt: string | null,
) {
  const make = () => makePlan(c, planFile(at), kindOf(direction), at.news)
  try {
    return await make()
  } catch (error) {
    if (!(error instanceof StateLocked) || !isOurs(error.holder, startedAt, c.me)) throw error
    at.news(`unlocking the state: ${error.holder.who} was our own Terraform, which is dead`)
    await c.exec.run(terraform.forceUnlock(c.terraform, error.holder.id))
    return make()
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

async function ask(
  c: InfraContext,
  summary: PlanSummary,
  policy: PolicyReport | null,
  direction: Direction,
  file: string,
): Promise<void> {
  await c.show(summary, policy)
  const { name } = c.environment
  if (policy !== null && policy.refusals.length > 0) {
    await c.files.remove(file)
    throw policyRefused(name, policy.refusals)
  }
  // Destroying everything is what the typed name stands for; the cap holds all the same.
  if (direction === 'down') assertUnderCap(c, summary)
  else await guardPlan(c, summary)
  const typed = direction === 'down' || c.environment.protected
  const yes = typed
    ? await c.prompt.typeExactly("Type the environment's name to go on", name)
    : await c.prompt.confirm(`Apply this to ${name}?`)
  if (yes) return
  await c.files.remove(file)
  throw declined(direction === 'down' ? `Destroying ${name}` : `The plan for ${name}`)
}

async function applyPlan(c: InfraContext, at: Running, direction: Direction): Promise<void> {
  const said = listen(at.news)
  const effect = direction === 'down' ? 'destroy' : 'change'
  const command = terraform.apply(c.terraform, planFile(at), c.lockWaitSeconds, effect)
  const earlier = await startedRuns(c.exec, at.folder, applyName)
  const durable = durableRun(at.folder, applyName, earlier.length + 1)
  const ended = await c.exec.run(command, { onLine: said.onLine, durable })
  await c.files.remove(planFile(at))
  if (ended.exitCode !== 0 && ended.skipped !== true) {
    const now = (await keepUnsavedState(c))
      ? 'The state could not be saved; it is kept, and pushed before anything else is applied.'
      : "Terraform's state says what was done; the rest is still to do."
    throw failure('terraform apply', ended, said, now, c)
  }
}

/** The applies of this operation are `apply-1`, `apply-2`, … in its folder. */
const applyName = 'apply'

function kindOf(direction: Direction): PlanKind {
  return direction === 'down' ? { mode: 'destroy', refresh: true } : wholePlan
}

export function planFile(at: Running): string {
  return `${at.folder}/plan.tfplan`
}

/** Null for a plan that nobody judged: a saved one was, when it was made. */
function policyOf(at: Running): PolicyReport | null {
  return (at.facts['policy'] as unknown as PolicyReport | undefined) ?? null
}

function summaryOf(at: Running): PlanSummary {
  return at.facts['summary'] as unknown as PlanSummary
}

/**
 * Whether the lock's holder is the Terraform that this operation started: same user and host, and
 * locked after it was started.
 */
function isOurs(holder: StateLockHolder, startedAt: string | null, me: string): boolean {
  if (startedAt === null || holder.who !== me) return false
  const [day, time] = holder.created.split(' ')
  const locked = Date.parse(`${day}T${time}Z`)
  // Terraform may print whole seconds, so up to one second of rounding is ours as well.
  return Number.isFinite(locked) && locked + 1000 >= Date.parse(startedAt)
}
