import { dataLosses, type PlanSummary } from './summary.ts'

/** What an environment allows to be destroyed; from opsctl.yaml. */
export interface GuardRules {
  /** Percent of the environment's resources that may go without a confirmation of its own. */
  readonly share: number
  /** No plan that destroys or replaces more than so many is ever applied; null without a cap. */
  readonly most: number | null
}

/** What a plan takes away, judged by an environment's rules. */
export interface Judgement {
  /** Addresses of what holds data and would be destroyed or replaced. */
  readonly losses: readonly string[]
  /** Resources that would be destroyed or replaced. */
  readonly gone: number
  /** Of so many that are there. */
  readonly existing: number
  readonly overShare: boolean
  readonly overMost: boolean
}

/** Fewer are looked at one by one anyway. */
const few = 3

/** Judges a plan; pure, so that the same rules hold on a terminal, in CI and in a deployment. */
export function judgePlan(plan: PlanSummary, rules: GuardRules): Judgement {
  const gone = plan.destroy + plan.replace
  const existing = plan.existing ?? 0
  return {
    losses: dataLosses(plan).map((change) => change.address),
    gone,
    existing,
    overShare: gone >= few && gone * 100 > existing * rules.share,
    overMost: rules.most !== null && gone > rules.most,
  }
}
