import type { PlanSummary } from '../domain/plan/summary.ts'
import type { PolicyReport } from '../domain/policy/report.ts'
import type { Paint } from './paint.ts'
import { commentLimit, planMarkdown } from './plan-markdown.ts'
import { planText } from './plan-view.ts'
import { policyMarkdown } from './policy-markdown.ts'
import { policyText } from './policy-view.ts'

/** At most this share of a summary is the policy tools': the changes are what is reviewed. */
const policyShare = 1 / 4

/** A plan and what the policy tools say of its code, for a person; null: nobody asked them. */
export function judgedText(plan: PlanSummary, policy: PolicyReport | null, paint: Paint): string {
  return planText(plan, paint) + (asked(policy) ? `\n${policyText(policy, paint)}` : '')
}

/** The same as Markdown, below `limit` characters. */
export function judgedMarkdown(
  environment: string,
  plan: PlanSummary,
  policy: PolicyReport | null,
  limit: number = commentLimit,
): string {
  if (!asked(policy)) return planMarkdown(environment, plan, limit)
  const rest = `\n${policyMarkdown(policy, Math.floor(limit * policyShare))}`
  return planMarkdown(environment, plan, limit - rest.length) + rest
}

/** Whose project asks no tool reads nothing of them. */
function asked(policy: PolicyReport | null): policy is PolicyReport {
  return policy !== null && policy.tools.length > 0
}
