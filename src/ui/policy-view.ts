import type { FindingLevel } from '../domain/policy/finding.ts'
import { type FindingGroup, grouped } from '../domain/policy/grouped.ts'
import type { PolicyReport } from '../domain/policy/report.ts'
import type { Paint } from './paint.ts'

/** So many places of one rule are named; `--json` names them all. */
const placesNamed = 3
const columns = 80
const levelWidth = 'warning'.length

/**
 * What the policy tools say, for a person: the gravest first, each rule once with its places, then who
 * did not judge and what follows. The report's texts are clean already.
 */
export function policyText(report: PolicyReport, paint: Paint): string {
  const lines = [
    `Policy: ${policyCounts(report)}`,
    ...grouped(report.findings).flatMap((group) => groupLines(group, paint)),
    ...(report.omitted > 0 ? [`  and ${report.omitted} more`] : []),
    ...silentTools(report).map((line) => paint.dim(`  ${line}`)),
    ...report.refusals.map((why) => `  ${paint.red.bold('refused')}: ${why}`),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

/** `2 errors, 1 warning (tflint, checkov)`; what there is none of is left out. */
export function policyCounts(report: PolicyReport): string {
  const judged = report.tools.filter(({ state }) => state === 'judged').map(({ tool }) => tool)
  if (judged.length === 0) return 'nobody judged the code'
  const { errors, warnings, notices } = report
  const counts = [
    [errors, 'error'] as const,
    [warnings, 'warning'] as const,
    [notices, 'notice'] as const,
  ]
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}${count === 1 ? '' : 's'}`)
  return `${counts.join(', ') || 'nothing found'} (${judged.join(', ')})`
}

/** Who did not judge and why; all that are not installed in one line. */
export function silentTools({ tools }: PolicyReport): readonly string[] {
  const missing = tools.filter(({ state }) => state === 'missing').map(({ tool }) => tool)
  const are = missing.length === 1 ? 'is' : 'are'
  return [
    ...tools
      .filter(({ state }) => state === 'broken')
      .map(({ tool, why }) => `${tool} did not judge: ${why}`),
    ...(missing.length > 0 ? [`${missing.join(' and ')} ${are} not installed`] : []),
  ]
}

function groupLines({ level, rule, message, places }: FindingGroup, paint: Paint) {
  const head = `  ${colourOf(level, paint)(level.padEnd(levelWidth))}  ${message}`
  const more = places.length - placesNamed
  const named = [...places.slice(0, placesNamed), ...(more > 0 ? [`and ${more} more`] : [])]
  return [head, ...below(rule, named)]
}

/** The rule and its places, on as many lines as 80 columns need. */
function below(rule: string, places: readonly string[]): readonly string[] {
  const indent = ' '.repeat(levelWidth + 4)
  const lines: string[] = []
  let line = `${indent}${rule}`
  for (const [index, place] of places.entries()) {
    const next = index < places.length - 1 ? `${place},` : place
    const gap = index === 0 ? '  ' : ' '
    if (line.length + gap.length + next.length <= columns) line += gap + next
    else {
      lines.push(line)
      line = `${indent}${next}`
    }
  }
  return [...lines, line]
}

function colourOf(level: FindingLevel, paint: Paint) {
  if (level === 'error') return paint.red
  return level === 'warning' ? paint.yellow : paint.dim
}
