import { judgePlan } from '../../domain/plan/guard.ts'
import type { PlanSummary } from '../../domain/plan/summary.ts'
import { dataUncovered, planGuarded } from '../../errors/index.ts'
import type { InfraContext } from './context.ts'
import { uncoveredLosses } from './data-gate.ts'

/** So many addresses are named in a question. */
const named = 5

/**
 * The cap that nobody can lift from the command line.
 * @throws OpsctlError PLAN_GUARDED (exit 5)
 */
export function assertUnderCap(c: InfraContext, plan: PlanSummary): void {
  const { name, guard } = c.environment
  const { gone, overMost } = judgePlan(plan, { share: guard.share, most: guard.most ?? null })
  if (!overMost) return
  const what = `The plan destroys or replaces ${gone} resources; ${name} allows ${guard.most}.`
  throw planGuarded(what, [
    'make smaller changes, one after the other',
    `or raise environments.${name}.guard.most in opsctl.yaml, in a commit that somebody reviews`,
  ])
}

/**
 * What a plan takes away needs a word of its own, beyond --yes and --confirm: what holds data, and
 * more than the environment's share.
 * @throws OpsctlError PLAN_GUARDED (exit 5), PROMPT_WITHOUT_TERMINAL (exit 2)
 */
export async function guardPlan(c: InfraContext, plan: PlanSummary): Promise<void> {
  assertUnderCap(c, plan)
  const { guard, name } = c.environment
  const found = judgePlan(plan, { share: guard.share, most: guard.most ?? null })
  if (found.losses.length > 0 && !c.allow.dataLoss) {
    const what = `${list(found.losses)} of ${name}: data is lost`
    await demand(c, what, 'lose data', '--allow-data-loss')
  }
  if (found.losses.length > 0) await demandCopies(c, plan)
  if (found.overShare && !c.allow.large) {
    const what = `${found.gone} of ${found.existing} resources of ${name} are destroyed or replaced`
    await demand(c, what, `${found.gone} of ${found.existing}`, '--allow-large')
  }
}

/**
 * Losing data of which no proven copy exists is not to be had by flags alone: it is typed.
 * @throws OpsctlError DATA_UNCOVERED (exit 5)
 */
async function demandCopies(c: InfraContext, plan: PlanSummary): Promise<void> {
  const bare = await uncoveredLosses(c, plan)
  if (bare.length === 0) return
  const lines = bare.map(({ address, why }) => `${address}: ${why}`)
  const { name } = c.environment
  const typed = `${name} without a snapshot`
  const question = `${lines.join('; ')}. Type "${typed}" to go on`
  const yes = await c.prompt.typeExactly(question, typed).catch(() => false)
  if (!yes) throw dataUncovered(name, lines)
}

async function demand(c: InfraContext, what: string, typed: string, flag: string): Promise<void> {
  if (await c.prompt.typePhrase(`${what}. Type "${typed}" to go on`, typed, flag)) return
  throw planGuarded(`${what}, and that was not confirmed.`, [`if it is meant: ${flag}`])
}

function list(addresses: readonly string[]): string {
  const more = addresses.length - named
  return addresses.slice(0, named).join(', ') + (more > 0 ? ` and ${more} more` : '')
}
