export const policyTools = ['tflint', 'checkov'] as const
export type PolicyTool = (typeof policyTools)[number]

export const findingLevels = ['error', 'warning', 'notice'] as const
export type FindingLevel = (typeof findingLevels)[number]

/** What a policy tool says about the code that a plan was made from. */
export interface Finding {
  readonly tool: PolicyTool
  readonly level: FindingLevel
  /** The tool's own name of the rule, e.g. `CKV_AWS_24`. */
  readonly rule: string
  /** One sentence of the tool's; foreign words. */
  readonly message: string
  /** In the project, e.g. `terraform/modules/compute/main.tf`; null when the tool names none. */
  readonly file: string | null
  readonly line: number | null
  /** Address of the resource, as far as the tool knows it. */
  readonly resource: string | null
}

/** Errors first, then by place: the same findings come in the same order, whatever a tool does. */
export function byLevelAndPlace(a: Finding, b: Finding): number {
  return (
    findingLevels.indexOf(a.level) - findingLevels.indexOf(b.level) ||
    compare(a.file ?? '', b.file ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compare(a.rule, b.rule) ||
    compare(a.resource ?? '', b.resource ?? '') ||
    compare(a.message, b.message) ||
    compare(a.tool, b.tool)
  )
}

/** By code points: no locale of a machine changes the order. */
function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
