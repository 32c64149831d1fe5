import type { PlanSummary } from '../../domain/plan/summary.ts'
import type { PolicyReport } from '../../domain/policy/report.ts'
import type { Step } from '../../engine/index.ts'
import { declined, policyRefused } from '../../errors/index.ts'
import { type Direction, planFile, policyOf, type Seen, summaryOf } from './change-facts.ts'
import type { InfraContext } from './context.ts'
import { assertUnderCap, guardPlan } from './guard.ts'

/** Shows the plan and asks, unless there is nothing to do. */
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

/**
 * Shows a plan and asks whether it may be applied: first what nobody may lift, then what needs a word
 * of its own, then the question. A no removes the plan at `file`.
 * @throws OpsctlError POLICY_REFUSED, PLAN_GUARDED, DATA_UNCOVERED, DECLINED (exit 5)
 */
export async function ask(
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
