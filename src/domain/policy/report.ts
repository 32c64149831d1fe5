import { byLevelAndPlace, type Finding, type FindingLevel, type PolicyTool } from './finding.ts'

/** How one tool's run ended. */
export interface ToolOutcome {
  readonly tool: PolicyTool
  readonly state: 'judged' | 'missing' | 'broken'
  /** Why it did not judge, one line; null when it did. */
  readonly why: string | null
}

/** What the policy tools say of a plan's code: what a reviewer reads beside the changes. */
export interface PolicyReport {
  readonly tools: readonly ToolOutcome[]
  /** At most `kept`, the gravest first. */
  readonly findings: readonly Finding[]
  /** How many more there are than are kept. */
  readonly omitted: number
  readonly errors: number
  readonly warnings: number
  readonly notices: number
  /** Why the plan may not be applied, a sentence each; empty: it may. */
  readonly refusals: readonly string[]
}

/** What opsctl.yaml demands. */
export interface PolicyRules {
  /** From this level on findings refuse the plan. */
  readonly failOn: 'error' | 'warning' | 'never'
  /** Tools without whose judgement nothing is applied. */
  readonly required: readonly PolicyTool[]
}

/** A project has a few; ten times a thousand would fill a journal. */
const kept = 500

/** What the tools found, judged by the project's rules. */
export function policyReport(
  tools: readonly ToolOutcome[],
  findings: readonly Finding[],
  rules: PolicyRules,
): PolicyReport {
  const count = (level: FindingLevel) => findings.filter((one) => one.level === level).length
  const [errors, warnings] = [count('error'), count('warning')]
  const sorted = [...findings].sort(byLevelAndPlace)
  return {
    tools,
    findings: sorted.slice(0, kept),
    omitted: Math.max(0, sorted.length - kept),
    errors,
    warnings,
    notices: count('notice'),
    refusals: [...ofFindings(errors, warnings, rules), ...ofTools(tools, rules)],
  }
}

function ofFindings(errors: number, warnings: number, { failOn }: PolicyRules): readonly string[] {
  if (failOn === 'never') return []
  const found = failOn === 'error' ? errors : errors + warnings
  if (found === 0) return []
  const what =
    failOn === 'error' ? ['error', 'errors'] : ['error or warning', 'errors and warnings']
  return [`${found} ${what[found === 1 ? 0 : 1]}, and terraform.policy.failOn is ${failOn}`]
}

function ofTools(tools: readonly ToolOutcome[], { required }: PolicyRules): readonly string[] {
  return tools
    .filter(({ tool, state }) => state !== 'judged' && required.includes(tool))
    .map(({ tool, why }) => `${tool} is required and did not judge: ${why}`)
}
