import { fencedLines } from './fences.ts'

/**
 * Commit messages by Conventional Commits 1.0.0, read for the length of whole histories: a header by
 * one expression, the rest only where a message has more than a header.
 * `test/domain/release/commit-grammar.test.ts` holds it against conventional-commits-parser.
 */
export interface ReadCommit {
  /** Lower case, e.g. `feat` (clause 15: not case sensitive); the empty string: no such header. */
  readonly type: string
  readonly scope: string
  /** The description; the whole first line when the header follows no convention. */
  readonly subject: string
  readonly breaking: boolean
  /** Texts of BREAKING CHANGE footers, paragraphs and all. */
  readonly migrations: readonly string[]
  /** Set when this commit takes others back. */
  readonly reverts: Reverts | null
  /** All behind the first line. */
  readonly body: string
}

export interface Reverts {
  /** Full or abbreviated hashes, lower case. */
  readonly hashes: readonly string[]
  /** First line of what is taken back, for messages that name no hash (GitHub's squashed reverts). */
  readonly header: string | null
  /** The parent that a reverted merge goes back to. */
  readonly mainline: string | null
}

const header = /^(\w+)(?:\(([^()]*)\))?(!)?: +(\S.*)$/
const revertHeader = /^(?:Revert|Reapply) "(.*)"(?: \(#\d+\))?$/
const none: readonly string[] = []

/** Reads one message as it stands in the commit. Lines end in \n or \r\n. */
export function readCommit(message: string): ReadCommit {
  const start = leadingBlanks(message)
  const end = message.indexOf('\n', start)
  const first = (end === -1 ? message.slice(start) : message.slice(start, end)).trimEnd()
  const found = header.exec(first)
  const type = found?.[1]?.toLowerCase() ?? ''
  const body = end === -1 ? '' : message.slice(end + 1)
  const quoted = found === null ? revertHeader.exec(first) : null
  const reverting = type === 'revert' || quoted !== null
  const migrations = body.includes('BREAKING') ? readMigrations(body) : none
  return {
    type: quoted === null ? type : 'revert',
    scope: found?.[2]?.trim() ?? '',
    subject: quoted?.[1] ?? found?.[4] ?? first,
    breaking: found?.[3] === '!' || migrations.length > 0,
    migrations,
    reverts: reverting ? readReverts(body, quoted?.[1] ?? found?.[4] ?? '') : null,
    body,
  }
}

function leadingBlanks(message: string): number {
  let at = 0
  while (at < message.length && message.charCodeAt(at) <= 32) at++
  return at
}

// Clauses 8 and 12: the token is upper case and stands at the start of a line. A blank line before
// it is not asked for: a break that is missed costs more than one that is announced.
const breakingFooter = /^BREAKING[ -]CHANGE: (.*)$/
// Clause 10: a value ends where the next token with its separator begins.
const footer = /^(?:BREAKING[ -]CHANGE|[A-Za-z][A-Za-z0-9-]*)(?:: | #)/

function readMigrations(body: string): string[] {
  const texts: string[][] = []
  let open: string[] | null = null as string[] | null
  const lines = body.split(/\r?\n/)
  const fenced = fencedLines(lines)
  lines.forEach((line, index) => {
    const found = fenced(index) ? null : breakingFooter.exec(line)
    if (found) {
      open = [found[1] ?? '']
      texts.push(open)
    } else if (footer.test(line) && !fenced(index)) open = null
    else open?.push(line)
  })
  return texts.map((lines) => lines.join('\n').trim()).filter((text) => text !== '')
}

const revertLine = /^This reverts commit ([0-9a-f]{7,64})(?:\.|,|$)/gm
const mainlineLine = /, reversing\s+changes made to ([0-9a-f]{7,64})\.?$/m
// The suggestion of conventionalcommits.org, "How does Conventional Commits handle revert commits".
const refsLine = /^Refs?: *((?:[0-9a-f]{7,64}(?:, *| +|$))+) *$/gim

function readReverts(body: string, header: string): Reverts {
  const text = body.replaceAll('\r\n', '\n')
  const named = [...text.matchAll(revertLine)].map(([, hash]) => hash ?? '')
  const listed = [...text.matchAll(refsLine)].flatMap(
    ([, list]) => list?.match(/[0-9a-f]+/gi) ?? [],
  )
  const hashes = [...named, ...listed].map((hash) => hash.toLowerCase())
  return {
    hashes,
    header: hashes.length === 0 && header !== '' ? header : null,
    mainline: mainlineLine.exec(text)?.[1] ?? null,
  }
}

// docs.github.com, "Linking a pull request to an issue": the keywords; Refs by convention.
const issueLine =
  /^(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|refs?)(?::? +)((?:#\d{1,9}(?:, *| +|$))+) *$/i

/** Numbers of the issues that the footers of a commit close or name. */
export function issuesOf({ body }: Pick<ReadCommit, 'body'>): readonly string[] {
  let at = body.indexOf('#')
  if (at === -1) return none
  const numbers = new Set<string>()
  // Only the lines where a number may stand: one expression over whole bodies takes longer.
  while (at !== -1) {
    const start = body.lastIndexOf('\n', at) + 1
    const next = body.indexOf('\n', at)
    const end = next === -1 ? body.length : next
    const line = body.slice(start, body[end - 1] === '\r' ? end - 1 : end)
    const list = issueLine.exec(line)?.[1]
    for (const number of list?.match(/\d+/g) ?? []) numbers.add(number)
    at = body.indexOf('#', end)
  }
  return [...numbers]
}
