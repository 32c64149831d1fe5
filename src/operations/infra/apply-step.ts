import { isWithin } from '../../domain/plan/summary.ts'
import {
  awaitLeftBehind,
  durableRun,
  type Running,
  type Step,
  startedRuns,
} from '../../engine/index.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import type { StateLockHolder } from '../../tools/terraform/events.ts'
import { productName } from '../../tools/terraform/names.ts'
import { ask } from './approve-step.ts'
import { type Direction, kindOf, planFile, policyOf, summaryOf } from './change-facts.ts'
import type { InfraContext } from './context.ts'
import {
  failure,
  listen,
  lockedOr,
  makePlan,
  readPlan,
  type Said,
  StateLocked,
} from './terraform-run.ts'
import { keepUnsavedState, pushUnsavedState } from './unsaved-state.ts'

/** The applies of this operation are `apply-1`, `apply-2`, … in its folder. */
const applyName = 'apply'

/** Applies the plan that was approved, and after a death what is left of it. */
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
    run: async (context, at) => {
      const c = { ...context, underWay: true }
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
    at.news(
      `unlocking the state: ${error.holder.who} was our own ${productName(c.terraform)}, which is dead`,
    )
    await c.exec.run(terraform.forceUnlock(c.terraform, error.holder.id))
    return make()
  }
}

async function applyPlan(c: InfraContext, at: Running, direction: Direction): Promise<void> {
  const said = listen(at.news)
  const effect = direction === 'down' ? 'destroy' : 'change'
  const command = terraform.apply(c.terraform, planFile(at), c.lockWaitSeconds, effect)
  const earlier = await startedRuns(c.exec, at.folder, applyName)
  const durable = durableRun(at.folder, applyName, earlier.length + 1)
  const ended = await c.exec.run(command, { onLine: said.onLine, durable })
  await c.files.remove(planFile(at))
  const well = ended.exitCode === 0 || (ended.exitCode === 1 && letBeAsTold(said))
  if (!well && ended.skipped !== true) {
    const now = (await keepUnsavedState(c))
      ? 'The state could not be saved; it is kept, and pushed before anything else is applied.'
      : `${productName(c.terraform)}'s state says what was done; the rest is still to do.`
    throw failure('apply', ended, said, now, c)
  }
}

/**
 * Whether all was destroyed but what `lifecycle { destroy = false }` lets be: OpenTofu ends that with
 * exit 1, although the plan said so and nothing is left to do.
 */
function letBeAsTold({ events }: Said): boolean {
  const errors = events.filter((one) => one.kind === 'diagnostic' && one.severity === 'error')
  const told = /^Destroy was successful but left behind forgotten instances/
  return errors.length > 0 && errors.every((one) => 'summary' in one && told.test(one.summary))
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
