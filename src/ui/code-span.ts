import { withoutControls } from '../domain/control-characters.ts'

/**
 * Foreign text as a code span: no mark-up, link or mention in it counts. The fence is longer than any
 * row of backticks inside; a table's bar is escaped even there.
 */
export function code(text: string): string {
  const plain = withoutControls(text.replaceAll(/\s+/g, ' ')).replaceAll('|', '\\|')
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const edge = plain.startsWith('`') || plain.endsWith('`') || plain === '' ? ' ' : ''
  return `${fence}${edge}${plain}${edge}${fence}`
}
