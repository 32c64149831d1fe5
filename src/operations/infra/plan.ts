import type { InfraContext } from './context.ts'
import { initialise } from './initialise.ts'
import { bindingThere, savePlan } from './saved-plan.ts'
import { checkAccount, lockedOr, type MadePlan, makePlan, wholePlan } from './terraform-run.ts'
import { assertStateSaved } from './unsaved-state.ts'

/**
 * What `infra up` would do, without doing it. The plan file goes to `out`, an absolute path, and is
 * the caller's to keep or to remove.
 */
export async function infraPlan(
  c: InfraContext,
  out: string,
  news: (line: string) => void,
): Promise<MadePlan> {
  await prepare(c)
  return planned(c, out, news)
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

/** As `infraPlan`, and writes the plan as a bundle for `infra up --plan`. */
export async function infraPlanKept(
  c: InfraContext,
  out: string,
  keep: Keep,
  news: (line: string) => void,
): Promise<MadePlan> {
  await prepare(c)
  // Before the plan: a state that moves meanwhile makes the plan unfit rather than bound to it.
  const there = await bindingThere(c)
  const made = await planned(c, out, news)
  await savePlan(c, keep.file, out, there, keep)
  return made
}

async function prepare(c: InfraContext): Promise<void> {
  await assertStateSaved(c)
  await checkAccount(c)
  await initialise(c)
}

async function planned(
  c: InfraContext,
  out: string,
  news: (line: string) => void,
): Promise<MadePlan> {
  try {
    return await makePlan(c, out, wholePlan, news)
  } catch (error) {
    throw lockedOr(error, c)
  }
}
