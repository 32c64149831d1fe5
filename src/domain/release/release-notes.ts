import { type Class, classifier, headings } from './classify.ts'
import { dayOf } from './commit.ts'
import type { ReadCommit, Reverts } from './commit-grammar.ts'
import type { Lines } from './lines.ts'
import { entry, inline, oneLine } from './markdown.ts'
import type { RepositoryLinks } from './repository-links.ts'
import type { ReleaseSettings } from './settings.ts'
import { type Step, steps } from './step.ts'

/** A commit that asks for a step, as a person sees it. */
export interface Reason {
  readonly step: Step
  /** Full hash. */
  readonly commit: string
  /** `type(scope)!: subject`, on one line, without anything that steers a terminal. */
  readonly subject: string
}

/** So many reasons are kept for each step, the newest; of the others the number. */
const reasonsKept = 20

interface OpenRevert {
  readonly commit: string
  readonly read: ReadCommit
  readonly asks: Class
  /** How many of the named commits were not met in this release yet. */
  waiting: number
}

/** What the notes of several releases have in common. */
export interface NotesStyle {
  readonly classify: (commit: ReadCommit) => Class
  readonly headings: readonly string[]
  readonly links: RepositoryLinks | null
  readonly newLines: () => Lines
}

export function notesStyle(
  settings: ReleaseSettings,
  links: RepositoryLinks | null,
  newLines: () => Lines,
): NotesStyle {
  return { classify: classifier(settings), headings: headings(settings), links, newLines }
}

/** Gathers the commits of one release, newest first: what they ask for, and their notes as text. */
export class ReleaseNotes {
  commits = 0
  merges = 0
  /** When the newest commit was made, in seconds; 0 without one. */
  time = 0
  readonly #style: NotesStyle
  readonly #sections = new Map<string, Lines>()
  /** Sections whose last item has a text of its own below it. */
  readonly #texts = new Set<string>()
  readonly #reverts = new Map<Reverts, OpenRevert>()
  readonly #reasons: Record<Step, Reason[]> = { none: [], patch: [], minor: [], major: [] }
  readonly #counts: Record<Step, number> = { none: 0, patch: 0, minor: 0, major: 0 }

  constructor(style: NotesStyle) {
    this.#style = style
  }

  /** Takes a commit into account that was not taken back; `merge`: it has several parents. */
  add(hash: string, time: number, merge: boolean, read: ReadCommit): void {
    this.#seen(time, merge)
    const asks = this.#style.classify(read)
    if (read.reverts !== null && !read.breaking) {
      // Whether it takes back something of this release is known further down.
      const waiting = Math.max(1, read.reverts.hashes.length)
      this.#reverts.set(read.reverts, { commit: hash, read, asks, waiting })
    } else this.#tell(hash, read, asks)
  }

  /** Takes a commit into account that is in the release and was taken back by `by` in it. */
  addCancelled(time: number, merge: boolean, by: Reverts | null): void {
    this.#seen(time, merge)
    const open = by === null ? undefined : this.#reverts.get(by)
    if (open === undefined || by === null) return
    open.waiting -= 1
    if (open.waiting === 0) this.#reverts.delete(by)
  }

  /** What all of them together ask for. Reverts of what was released before ask for a patch. */
  get asked(): Step {
    this.#settle()
    return [...steps].reverse().find((step) => this.#counts[step] > 0) ?? 'none'
  }

  /** How many commits ask for each step. */
  get counts(): Readonly<Record<Step, number>> {
    this.#settle()
    return this.#counts
  }

  /** The newest commits that ask for something, the largest step first. */
  get reasons(): readonly Reason[] {
    this.#settle()
    return [...this.#reasons.major, ...this.#reasons.minor, ...this.#reasons.patch]
  }

  /** The sections with their headings, as UTF-8. Called once, when every commit is in. */
  *body(): Iterable<Uint8Array> {
    this.#settle()
    let first = true
    for (const heading of this.#style.headings) {
      const lines = this.#sections.get(heading)
      if (lines === undefined || lines.empty) continue
      yield Buffer.from(`${first ? '' : '\n'}### ${inline(heading, null)}\n\n`)
      yield* lines.pieces()
      first = false
    }
    if (first) yield Buffer.from('Nothing that its users would notice.\n')
  }

  #seen(time: number, merge: boolean): void {
    this.commits += 1
    if (merge) this.merges += 1
    if (time > this.time) this.time = time
  }

  #settle(): void {
    for (const { commit, read, asks } of this.#reverts.values()) this.#tell(commit, read, asks)
    this.#reverts.clear()
  }

  #tell(hash: string, read: ReadCommit, { step, heading }: Class): void {
    this.#counts[step] += 1
    if (step !== 'none' && this.#reasons[step].length < reasonsKept) {
      this.#reasons[step].push({ step, commit: owned(hash), subject: owned(header(read)) })
    }
    if (heading === null) return
    let lines = this.#sections.get(heading)
    if (lines === undefined) {
      lines = this.#style.newLines()
      this.#sections.set(heading, lines)
    }
    const item = entry(hash, read, this.#style.links)
    // An empty line ends that text; before a heading stands one anyway.
    lines.add(this.#texts.has(heading) ? `\n${item}` : item)
    if (item.indexOf('\n') < item.length - 1) this.#texts.add(heading)
    else this.#texts.delete(heading)
  }
}

function header({ type, scope, breaking, subject }: ReadCommit): string {
  const before =
    type === '' ? '' : `${type}${scope === '' ? '' : `(${scope})`}${breaking ? '!' : ''}: `
  return oneLine(before + subject)
}

/** A copy: a text cut out of a piece of output would keep the whole piece in memory. */
function owned(text: string): string {
  return Buffer.from(text).toString()
}

export interface NotesTitle {
  /** The version, or null for what is not released yet. */
  readonly version: string | null
  /** In seconds since 1970; 0: no day is named. */
  readonly time: number
  /** The two ends of the comparison, as refs; null when there is nothing before. */
  readonly from: string | null
  readonly to: string
}

/** `## [1.3.0](comparison) (2026-11-24)`, with an empty line after it. */
export function notesTitle(title: NotesTitle, links: RepositoryLinks | null): string {
  const name = title.version ?? 'Unreleased'
  const linked =
    links !== null && title.from !== null
      ? `[${name}](${links.compare(title.from, title.to)})`
      : name
  return title.version === null || title.time === 0
    ? `## ${linked}\n\n`
    : `## ${linked} (${dayOf(title.time)})\n\n`
}
