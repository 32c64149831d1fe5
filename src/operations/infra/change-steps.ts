import type { Json } from '../../domain/json.ts'
import { dataLosses, isWithin, type PlanSummary } from '../../domain/plan/summary.ts'
import type { Running, Step } from '../../engine/step.ts'
import { declined } from '../../errors/index.ts'
import type { DurableRun } from '../../ports/exec.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import type { InfraContext } from './context.ts'
import {
  checkAccount,
  failure,
  initialise,
  listen,
  lockedOr,
  makePlan,
  StateLocked,
} from './terraform-run.ts'

/** Plan, ask, apply exactly that plan: what `infra up` and `infra down` have in common. */
export function changeSteps(direction: 'up' | 'down'): readonly Step<InfraContext>[] {
  return [account, settle, init, plan(direction), approve(direction), apply(direction)]
}

const account: Step<InfraContext> = {
  id: 'account',
  title: 'Check that the credentials belong to the environment',
  effect: 'read',
  run: async (c) => {
    await checkAccount(c)
    return undefined
  },
}

/**
 * An earlier process of this operation may have died while Terraform went on. Terraform writes to
 * files, so it lives to finish and to unlock; nothing may be planned before it has.
 */
const settle: Step<InfraContext> = {
  id: 'settle',
  title: 'Wait for a Terraform that an earlier process left running',
  effect: 'read',
  done: async (c, at) => (await leftApply(c, at))?.running !== true,
  run: async (c, at) => {
    const run = applyRun(at)
    if (run !== null) await c.exec.attach(run, { onLine: listen(at.news).onLine })
    return undefined
  },
}

const init: Step<InfraContext> = {
  id: 'init',
  title: 'Initialise Terraform',
  effect: 'read',
  run: async (c) => {
    await initialise(c)
    return undefined
  },
}

function plan(direction: 'up' | 'down'): Step<InfraContext> {
  return {
    id: 'plan',
    title: 'Plan',
    effect: 'read',
    run: async (c, at) => {
      // Taken before planning: facts of the run that died, not of this one.
      const dead = await leftApply(c, at)
      const make = () => makePlan(c, planFile(at), direction === 'down', at.news)
      let made: Awaited<ReturnType<typeof makePlan>>
      try {
        made = await make()
      } catch (error) {
        if (!(error instanceof StateLocked) || !isOurDead(error.holder, dead, c.me)) {
          throw lockedOr(error, c)
        }
        at.news(`unlocking the state: ${error.holder.who} was our own Terraform, which is dead`)
        await c.exec.run(terraform.forceUnlock(c.terraform, error.holder.id))
        made = await make()
      }
      const run = `apply-${at.facts['runs'] === undefined ? 1 : Number(at.facts['runs']) + 1}`
      return {
        summary: made.summary as unknown as Json,
        empty: made.empty,
        planHash: await c.files.hash(planFile(at)),
        run,
        runs: Number(run.slice('apply-'.length)),
      }
    },
  }
}

function approve(direction: 'up' | 'down'): Step<InfraContext> {
  return {
    id: 'approve',
    title: 'Ask',
    effect: 'read',
    done: async (_, at) => at.facts['empty'] === true,
    run: async (c, at) => {
      const summary = summaryOf(at)
      const approved = at.facts['approved'] as unknown as PlanSummary | undefined
      if (approved !== undefined && isWithin(summary, approved)) {
        at.news('only the rest of what was approved before')
        return undefined
      }
      c.show(summary)
      const { name } = c.environment
      const typed =
        direction === 'down' || c.environment.protected || dataLosses(summary).length > 0
      const yes = typed
        ? await c.prompt.typeExactly(`Type the environment's name to go on`, name)
        : await c.prompt.confirm(`Apply this to ${name}?`)
      if (!yes) {
        await c.files.remove(planFile(at))
        throw declined(direction === 'down' ? `Destroying ${name}` : `The plan for ${name}`)
      }
      return { approved: summary as unknown as Json }
    },
  }
}

function apply(direction: 'up' | 'down'): Step<InfraContext> {
  const effect = direction === 'down' ? 'destroy' : 'change'
  return {
    id: 'apply',
    title: direction === 'down' ? 'Destroy' : 'Apply',
    effect,
    done: async (c, at) => {
      if (at.facts['empty'] !== true) return false
      await c.files.remove(planFile(at))
      return true
    },
    run: async (c, at) => {
      const said = listen(at.news)
      const command = terraform.apply(c.terraform, planFile(at), c.lockWaitSeconds, effect)
      const durable = applyRun(at)
      const ended = await c.exec.run(command, {
        onLine: said.onLine,
        ...(durable === null ? {} : { durable }),
      })
      await c.files.remove(planFile(at))
      if (ended.exitCode !== 0 && ended.skipped !== true) {
        const now = `Terraform's state says what was done; the rest is still to do.`
        throw lockedOr(failure('terraform apply', ended, said.events, now, c), c)
      }
      return undefined
    },
  }
}

function planFile(at: Running): string {
  return `${at.folder}/plan.tfplan`
}

function summaryOf(at: Running): PlanSummary {
  return at.facts['summary'] as unknown as PlanSummary
}

function applyRun(at: Running): DurableRun | null {
  const run = at.facts['run']
  return typeof run === 'string' ? { folder: at.folder, name: run } : null
}

async function leftApply(c: InfraContext, at: Running) {
  const run = applyRun(at)
  return run === null ? null : c.exec.leftBehind(run)
}

/**
 * Whether the lock's holder is the Terraform that this operation started and that has died since:
 * same user and host, and locked after it was started.
 */
function isOurDead(
  holder: { readonly who: string; readonly created: string },
  dead: { readonly running: boolean; readonly startedAt: string } | null,
  me: string,
): boolean {
  if (dead === null || dead.running || holder.who !== me) return false
  const locked = Date.parse(
    holder.created.replace(' UTC', 'Z').replace(' +0000', '').replace(' ', 'T'),
  )
  // Terraform prints whole seconds, so up to one second of rounding is ours as well.
  return Number.isFinite(locked) && locked + 1000 >= Date.parse(dead.startedAt)
}
