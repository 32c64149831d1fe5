/** What the view needs of a finding. */
export interface ShownFinding {
  readonly rule: string
  readonly message: string
  readonly path: string
  readonly line: number
}

/** A line a finding, in the form that editors jump to. */
export function lintText(findings: readonly ShownFinding[]): string {
  if (findings.length === 0) return 'ansible-lint finds nothing.\n'
  const lines = findings.map(
    ({ path, line, rule, message }) => `${path}:${line}: ${rule}: ${message}`,
  )
  return `${lines.join('\n')}\n${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}.\n`
}
