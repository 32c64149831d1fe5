import { fencedLines } from './fences.ts'

const preamble =
  '# Changelog\n\nWhat changed for those who use this, newest first. Written by `opsctl release bump`; edits are kept.\n'

/** The notes of one release, to stand in the changelog. */
export interface ChangelogRelease {
  /** Without the tag's prefix. */
  readonly version: string
  /** The line with `##`, and an empty line after it. */
  readonly title: string
  /** Its sections. */
  readonly body: string
}

/**
 * The changelog with a release on top, below what people wrote before the first release and below an
 * "Unreleased" part of theirs. Nothing that stands in it is changed: where the release is there
 * already (a bump that was repeated, maybe edited since), only the items of commits that it does not
 * name are added, each under its heading.
 */
export function withRelease(existing: string | null, release: ChangelogRelease): string {
  if (existing === null || existing.trim() === '') {
    return `${preamble}\n${release.title}${release.body}`
  }
  const eol = existing.includes('\r\n') ? '\r\n' : '\n'
  const lines = existing.split(/(?<=\n)/)
  const headings = secondLevel(lines)
  const here = headings.find((one) => one.name === release.version)
  if (here !== undefined) {
    const merged = withMissing(lines.slice(here.from, here.to), release.body, eol)
    return [...lines.slice(0, here.from), ...merged, ...lines.slice(here.to)].join('')
  }
  const first = headings.find((one) => one.name.toLowerCase() !== 'unreleased')
  const at = first?.from ?? lines.length
  const before = lines.slice(0, at).join('')
  const gap = /\n\s*\n$/.test(before) ? '' : before.endsWith('\n') ? eol : eol + eol
  const text = (release.title + release.body).replaceAll('\n', eol)
  return before + gap + text + (first ? eol : '') + lines.slice(at).join('')
}

/** The part of a version, with its heading, as it stands in a changelog; null without one. */
export function releaseSection(changelog: string, version: string): string | null {
  const lines = changelog.split(/(?<=\n)/)
  const here = secondLevel(lines).find((one) => one.name === version)
  return here === undefined ? null : lines.slice(here.from, here.to).join('')
}

interface Heading {
  /** The version, or whatever the heading says. */
  readonly name: string
  /** Its lines: from its own to before the next heading of its level. */
  readonly from: number
  readonly to: number
}

function secondLevel(lines: readonly string[]): Heading[] {
  const starts: { name: string; from: number }[] = []
  const fenced = fencedLines(lines)
  lines.forEach((line, from) => {
    const found = /^## +\[?v?([^\]\s]+)/.exec(line)
    if (found && !fenced(from)) starts.push({ name: found[1] ?? '', from })
  })
  return starts.map((one, index) => ({ ...one, to: starts[index + 1]?.from ?? lines.length }))
}

/** An item with a text below it ends with an empty line, or what follows would be part of that text. */
function apart(item: string): string {
  return item.indexOf('\n') === item.length - 1 ? item : `${item}\n`
}

interface Group {
  readonly heading: string
  readonly items: string[]
}

/** Adds the items whose commit the section does not name; a heading that it lacks, in its order. */
function withMissing(section: readonly string[], body: string, eol: string): string[] {
  const known = section.join('')
  const result = [...section]
  const place = (heading: string) => result.findIndex((line) => line.trimEnd() === heading)
  const all = groups(body)
  all.forEach(({ heading, items }, index) => {
    const missing = items.filter((item) => {
      const hash = commitOf(item)
      return hash !== null && !known.includes(hash)
    })
    if (missing.length === 0) return
    const text = missing.map(apart).join('').replaceAll('\n', eol)
    const at = place(heading)
    if (at !== -1) {
      result.splice(at + 1 + leadingEmpty(result.slice(at + 1)), 0, text)
      return
    }
    const whole = `${heading}${eol}${eol}${text.trimEnd()}${eol}`
    const next = all.slice(index + 1).map((one) => place(one.heading))
    const before = next.find((one) => one !== -1)
    if (before !== undefined) {
      result.splice(before, 0, whole, eol)
      return
    }
    trimEmptyEnd(result)
    result.push(`${eol}${whole}`, eol)
  })
  return result
}

function groups(body: string): Group[] {
  const found: Group[] = []
  let gap = ''
  for (const line of body.split(/(?<=\n)/)) {
    const last = found.at(-1)
    if (line.trim() === '') gap += line
    else if (line.startsWith('### ')) found.push({ heading: line.trimEnd(), items: [] })
    else if (line.startsWith('- ')) last?.items.push(line)
    else if (last !== undefined && last.items.length > 0) {
      // Only what stands between an item and its text belongs to the item.
      last.items.push(`${last.items.pop()}${gap}${line}`)
    }
    if (line.trim() !== '') gap = ''
  }
  return found
}

/** The hash that our items end with. */
function commitOf(item: string): string | null {
  const [line = ''] = item.split('\n', 1)
  return [...line.matchAll(/\(\[?([0-9a-f]{8})\b/g)].at(-1)?.[1] ?? null
}

function leadingEmpty(lines: readonly string[]): number {
  const first = lines.findIndex((line) => line.trim() !== '')
  return first === -1 ? lines.length : first
}

function trimEmptyEnd(lines: string[]): void {
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop()
}
