import type { InfraContext } from './context.ts'
import { type JudgedPlan, whileJudged } from './policy.ts'
import { bindingThere, savePlan } from './saved-plan.ts'
import { lockedOr, type MadePlan, planInto, wholePlan } from './terraform-run.ts'
import { whileChecked } from './while-checked.ts'

/**
 * What `infra up` would do, without doing it, and what the policy tools say of the code. The plan file
 * goes to `out`, an absolute path, and is the caller's to keep or to remove.
 */
export async function infraPlan(
  c: InfraContext,
  out: string,
  news: (line: string) => void,
): Promise<JudgedPlan> {
  await c.files.makeEmpty(out)
  return whileChecked(c, (signal) => judged(c, out, news, signal))
}

/** As `infraPlan`, for who asks for the changes alone. */
export async function planAlone(
  c: InfraContext,
  out: string,
  news: (line: string) => void,
): Promise<MadePlan> {
  await c.files.makeEmpty(out)
  return whileChecked(c, (signal) => planned(c, out, news, signal))
}

/** Where a plan is kept, and what names it. */
export interface Keep {
  /** Absolute path of the bundle. */
  readonly file: string
  /** Never used before. */
  readonly id: string
  /** ISO 8601. */
  readonly at: string
}

/**
 * As `infraPlan`, and writes the plan as a bundle for `infra up --plan`, unless the project's policy
 * refuses it.
 */
export async function infraPlanKept(
  c: InfraContext,
  out: string,
  keep: Keep,
  news: (line: string) => void,
): Promise<JudgedPlan> {
  await c.files.makeEmpty(out)
  const { made, there } = await whileChecked(c, async (signal) => {
    // Before the plan: a state that moves meanwhile makes the plan unfit rather than bound to it.
    const there = await bindingThere(c)
    return { made: await judged(c, out, news, signal), there }
  })
  if (made.policy.refusals.length === 0) await savePlan(c, keep.file, out, there, keep)
  return made
}

function judged(
  c: InfraContext,
  out: string,
  news: (line: string) => void,
  signal: AbortSignal,
): Promise<JudgedPlan> {
  return whileJudged(c, signal, news, (signal) => planned(c, out, news, signal))
}

async function planned(
  c: InfraContext,
  out: string,
  news: (line: string) => void,
  signal: AbortSignal,
): Promise<MadePlan> {
  try {
    return await planInto(c, out, wholePlan, news, signal)
  } catch (error) {
    throw lockedOr(error, c)
  }
}
