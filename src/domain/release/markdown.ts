import { withoutControls } from '../control-characters.ts'
import { shortHash } from './commit.ts'
import { issuesOf, type ReadCommit } from './commit-grammar.ts'
import type { RepositoryLinks } from './repository-links.ts'

/** A subject is cut here: what is longer is no subject. */
const longestSubject = 300
const longestMigration = 8000

const steering = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/
const special = /[<\]`#\\]/

/** Foreign text on one line, cut, without anything that steers a terminal. */
export function oneLine(text: string): string {
  const cut = text.length > longestSubject ? `${text.slice(0, longestSubject)}…` : text
  return steering.test(cut) ? withoutSteering(cut) : cut
}

/**
 * Foreign text on one line, as Markdown that shows it: no control reaches a file or a terminal, no
 * HTML begins, and no link of its own is made. Numbers of issues become links when the remote is known.
 */
export function inline(text: string, links: RepositoryLinks | null): string {
  const plain = oneLine(text)
  if (!special.test(plain)) return plain
  // Every other part stands between backticks, where Markdown takes nothing but backticks for its own.
  return plain
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : outsideCode(part, links)))
    .join('')
}

/** What stood before a control at the end may be a blank. */
function withoutSteering(text: string): string {
  return withoutControls(text.replace(/[\u2028\u2029]/g, ' ')).trimEnd()
}

function outsideCode(text: string, links: RepositoryLinks | null): string {
  const safe = text.replace(/<(?=[A-Za-z/!?])/g, '\\<').replace(/\](?=\(|\[|:)/g, '\\]')
  if (links === null) return safe
  return safe.replace(
    /(^|[\s(])#(\d{1,9})\b/g,
    (_, before: string, number: string) => `${before}[#${number}](${links.issue(number)})`,
  )
}

/** One commit as an item of a list, with a line feed; a break has its migration text below, apart. */
export function entry(hash: string, commit: ReadCommit, links: RepositoryLinks | null): string {
  const short = shortHash(hash)
  const scope = commit.scope === '' ? '' : `**${inline(commit.scope, null)}:** `
  const link = links === null ? short : `[${short}](${links.commit(hash)})`
  const issues = issuesOf(commit)
    .map((number) => (links === null ? `#${number}` : `[#${number}](${links.issue(number)})`))
    .join(', ')
  const closing = issues === '' ? '' : `, ${issues}`
  const line = `- ${scope}${inline(commit.subject, links)} (${link}${closing})\n`
  return commit.migrations.length === 0 ? line : line + migration(commit.migrations)
}

function migration(texts: readonly string[]): string {
  const all = texts.join('\n\n')
  const text = all.length > longestMigration ? `${all.slice(0, longestMigration)}…` : all
  const lines = text.split(/\r?\n/).map((line) => {
    const plain = withoutControls(line.replace(/[\u2028\u2029]/g, ' ')).trimEnd()
    return plain === '' ? '' : `  ${plain.replace(/<(?=[A-Za-z/!?])/g, '\\<')}`
  })
  const shown = lines.join('\n').trimEnd()
  return shown === '' ? '' : `\n${shown}\n`
}
