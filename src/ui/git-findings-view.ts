import type { RuleFinding } from '../domain/git-rules/finding.ts'
import { annotation } from './annotation.ts'
import { columnsWithin } from './columns.ts'
import type { Paint } from './paint.ts'

interface Checked {
  readonly branches: number
  readonly commits: number
  readonly messages: number
  readonly findings: readonly RuleFinding[]
  readonly found: number
}

const shown = 20

/**
 * What was found, by rule, each with something that would pass; the sum last.
 * @param width columns of the terminal; null: a file or another program reads it
 */
export function gitFindingsText(checked: Checked, paint: Paint, width: number | null): string {
  const lines = checked.findings
    .slice(0, shown)
    .flatMap(({ rule, where, line, found, says, example }) => [
      `${paint.red('FAIL')}  ${where}${line === null ? '' : `, line ${line}`}  ${paint.dim(rule)}`,
      columnsWithin(width, [
        ['      is:', `"${found}"`],
        ['      rule:', says],
        ['      passes:', example],
      ]).trimEnd(),
    ])
  const more = checked.found - Math.min(shown, checked.findings.length)
  if (more > 0) lines.push(`… and ${more} more (--json lists up to 500)`)
  const looked = [
    count(checked.branches, 'branch', 'branches'),
    count(checked.messages, 'message', 'messages'),
    count(checked.commits, 'commit', 'commits'),
  ].filter((part) => part !== null)
  const what = looked.join(', ') || 'nothing to check'
  const verdict =
    checked.found === 0
      ? paint.green('no finding')
      : paint.red(`${count(checked.found, 'finding', 'findings')} (docs/git-strategy.md)`)
  return `${[...lines, `${what}: ${verdict}`].join('\n')}\n`
}

function count(number: number, one: string, many: string): string | null {
  return number === 0 ? null : `${number} ${number === 1 ? one : many}`
}

/** The same as GitHub annotations, a line each. */
export function gitAnnotations(findings: readonly RuleFinding[]): string[] {
  return findings.slice(0, shown).map(({ rule, where, line, found, says, example }) => {
    const at = line === null ? where : `${where}, line ${line}`
    const text = `"${found}"\n${says}\nWould pass: ${example}`
    return annotation('error', `${at}: ${rule}`, text)
  })
}
