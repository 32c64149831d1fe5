import type { PlanSummary } from '../../domain/plan/summary.ts'
import type { PolicyReport } from '../../domain/policy/report.ts'
import type { Running } from '../../engine/index.ts'
import { type PlanKind, wholePlan } from './terraform-run.ts'

/** Which of the two changes: build what the code says, or destroy all of it. */
export type Direction = 'up' | 'down'

/** The plan with its values, while this process lives: the journal keeps none. */
export interface Seen {
  plan: PlanSummary | null
}

/** The plan that belongs to a direction. */
export function kindOf(direction: Direction): PlanKind {
  return direction === 'down' ? { mode: 'destroy', refresh: true } : wholePlan
}

/** Where the plan of this operation lies, as Terraform wrote it. */
export function planFile(at: Running): string {
  return `${at.folder}/plan.tfplan`
}

/** What was planned, as the journal has it: without values. */
export function summaryOf(at: Running): PlanSummary {
  return at.facts['summary'] as unknown as PlanSummary
}

/** Null for a plan that nobody judged: a saved one was, when it was made. */
export function policyOf(at: Running): PolicyReport | null {
  return (at.facts['policy'] as unknown as PolicyReport | undefined) ?? null
}
