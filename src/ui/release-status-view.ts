import { excerpt } from '../domain/git-rules/finding.ts'
import { columns } from './columns.ts'
import type { Paint } from './paint.ts'

type Step = 'none' | 'patch' | 'minor' | 'major'

export interface StatusShown {
  readonly branch: string | null
  readonly releaseBranch: string
  readonly previous: {
    readonly version: string
    readonly commit: string
    readonly tag: string | null
  } | null
  readonly commits: number
  readonly merges: number
  readonly asked: Step
  readonly counts: Readonly<Record<Step, number>>
  readonly reasons: readonly ReasonShown[]
  readonly dataLosses: readonly string[]
  readonly next: { readonly version: string; readonly files: readonly string[] } | null
}

interface ReasonShown {
  readonly step: Step
  readonly commit: string
  readonly subject: string
}

/** So many commits are shown; the document has more of them. */
const shown = 8

/** Where the project stands, at most 80 columns wide. */
export function releaseStatusText(status: StatusShown, paint: Paint): string {
  const { branch, releaseBranch, commits, merges, next } = status
  const since = `${commits}${merges > 0 ? `, ${merges} of them merges` : ''}`
  const rows = [
    ['Last release', lastRelease(status)],
    ['Commits since', since],
    ['Next version', next === null ? 'none: nothing asks for a release' : nextText(status, paint)],
  ]
  if (branch !== releaseBranch) {
    const here = branch === null ? 'no branch is checked out' : `this is ${excerpt(branch)}`
    rows.push(['Branch', `${here}; releases are made from ${releaseBranch}`])
  }
  if (next !== null) {
    const files =
      next.files.length === 0 ? 'carry it already' : `to write: ${next.files.join(', ')}`
    rows.push(['Files', files])
  }
  return columns(rows) + reasonsText(status, paint)
}

function nextText(status: StatusShown, paint: Paint): string {
  const { next, previous } = status
  const why = previous === null ? 'the first: what the project carries' : stepText(status)
  return `${paint.bold(next?.version ?? '')} (${why})`
}

function stepText({ next, asked }: Pick<StatusShown, 'next' | 'asked'>): string {
  if (asked === 'none') return 'it follows its pre-releases'
  if (asked === 'major' && isVersionZero(next)) return 'a break, which moves MINOR in version 0'
  return `the commits ask for a ${asked} step`
}

/** Where everything may change at any time (SemVer, clause 4). */
export function isVersionZero(next: { readonly version: string } | null): boolean {
  return next?.version.startsWith('0.') ?? false
}

/** Where the version counts from, and how that is known. */
export function lastRelease({ previous }: Pick<StatusShown, 'previous'>): string {
  if (previous === null) return 'none yet'
  if (previous.tag !== null) return `${previous.version}, tag ${previous.tag}`
  return `${previous.version}, commit ${previous.commit.slice(0, 8)} (this clone has no release tags)`
}

/** The commits that ask for most, one a line. */
export function reasonsText(
  { reasons, counts, dataLosses }: Pick<StatusShown, 'reasons' | 'counts' | 'dataLosses'>,
  paint: Paint,
): string {
  const colour = { major: paint.red, minor: paint.green, patch: paint.cyan, none: paint.dim }
  const lines = [
    ...dataLosses.map((address) => `  ${paint.red('major')}  plan     would lose ${address}`),
    ...reasons
      .slice(0, shown)
      .map(
        ({ step, commit, subject }) =>
          `  ${colour[step](step)}  ${commit.slice(0, 8)} ${cut(subject, 62)}`,
      ),
  ]
  const all = counts.major + counts.minor + counts.patch
  const more = all - Math.min(shown, reasons.length)
  if (more > 0) lines.push(`  and ${more} more`)
  return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`
}

function cut(text: string, width: number): string {
  const letters = [...text]
  return letters.length <= width ? text : `${letters.slice(0, width - 1).join('')}…`
}
