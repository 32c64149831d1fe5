import { type FindingGroup, grouped } from '../domain/policy/grouped.ts'
import type { PolicyReport } from '../domain/policy/report.ts'
import { code } from './code-span.ts'
import { policyCounts, silentTools } from './policy-view.ts'

/** So many places of one rule are named. */
const placesNamed = 5
/** Kept free for what follows the table. */
const roomForRest = 1000

/** What the policy tools say as Markdown, below `limit` characters whatever they say. */
export function policyMarkdown(report: PolicyReport, limit: number): string {
  const head = `#### Policy: ${policyCounts(report)}\n\n`
  const refused = report.refusals.map((why) => `> **Refused**: ${why}\n`).join('')
  const warning = refused === '' ? '' : `> [!CAUTION]\n${refused}\n`
  const silent = silentTools(report).map((line) => `- ${code(line)}\n`)
  const tail = silent.length === 0 ? '' : `\n${silent.join('')}`
  const room = limit - head.length - warning.length - tail.length - roomForRest
  return head + warning + table(grouped(report.findings), report.omitted, room) + tail
}

function table(groups: readonly FindingGroup[], omitted: number, room: number): string {
  if (groups.length === 0) return ''
  let text = '| | Finding | Rule | Where |\n|---|---|---|---|\n'
  let at = 0
  for (; at < groups.length; at++) {
    const next = row(groups[at] as FindingGroup)
    if (text.length + next.length > room) break
    text += next
  }
  const left = groups.length - at
  if (left > 0) text += `\nLeft out for want of room: ${left} rules that are broken too.\n`
  return omitted > 0 ? `${text}\n${omitted} findings are not listed.\n` : text
}

function row({ level, rule, message, places }: FindingGroup): string {
  const more = places.length - placesNamed
  const named = [
    ...places.slice(0, placesNamed).map(code),
    ...(more > 0 ? [`and ${more} more`] : []),
  ]
  const word = level === 'error' ? '**error**' : level
  return `| ${word} | ${code(message)} | ${code(rule)} | ${named.join('<br>')} |\n`
}
