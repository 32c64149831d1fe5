import { readCommit } from '../../domain/release/commit-grammar.ts'
import { HistoryWalk } from '../../domain/release/history-walk.ts'
import { type NotesStyle, notesStyle, ReleaseNotes } from '../../domain/release/release-notes.ts'
import type { LoggedCommit, LogRange } from '../../tools/git/log.ts'
import type { ReleaseContext } from './context.ts'
import { eachCommit, type Repository } from './history.ts'

/** How notes look in this repository. */
export function styleOf(
  { settings, newLines }: ReleaseContext,
  { links }: Pick<Repository, 'links'>,
): NotesStyle {
  return notesStyle(settings, links, newLines)
}

/** The notes of a range, and whether the commits that end it are contained in it. */
export interface Gathered {
  readonly notes: ReleaseNotes
  /** The notes of what the second commit does not reach; the same as `notes` without a second. */
  readonly recent: ReleaseNotes
  /** False: `from` or `recentFrom` is no ancestor of `to`, and nothing here counts. */
  readonly contained: boolean
}

/**
 * Reads a range in one pass. `from`: the release that it begins behind, null for the root;
 * `recentFrom`: a pre-release within it.
 * @throws OpsctlError SHALLOW_CLONE
 */
export async function gather(
  c: ReleaseContext,
  repository: Repository,
  to: string,
  from: string | null,
  recentFrom: string | null = null,
): Promise<Gathered> {
  const style = styleOf(c, repository)
  const whole = new ReleaseNotes(style)
  const recent = recentFrom === null ? whole : new ReleaseNotes(style)
  const range = { to, not: from === null ? [] : [from] }
  const { ends, met } = await fill(c, range, [whole, recent], recentFrom)
  return {
    notes: whole,
    recent,
    contained: met && (from === null || from === to || ends.has(from)),
  }
}

/**
 * Reads a range into its notes, and into those of what `recentFrom` does not reach.
 * @returns the newest commit, those where the range ends, and whether `recentFrom` was met
 * @throws OpsctlError SHALLOW_CLONE
 */
export async function fill(
  c: ReleaseContext,
  range: LogRange,
  [whole, recent = whole]: readonly [ReleaseNotes, ReleaseNotes?],
  recentFrom: string | null,
): Promise<{ newest: string | null; ends: ReadonlyMap<string, LoggedCommit>; met: boolean }> {
  const walks = [{ notes: whole, walk: new HistoryWalk(new Map()) }]
  if (recentFrom !== null) {
    walks.push({ notes: recent, walk: new HistoryWalk(new Map([[recentFrom, 1]])) })
  }
  let met = recentFrom === null
  let newest: string | null = null
  const ends = await eachCommit(c, range, (commit) => {
    newest ??= commit.hash
    const read = readCommit(commit.message)
    const merge = commit.parents.length > 1
    met ||= commit.hash === recentFrom
    for (const { notes, walk } of walks) {
      const placed = walk.place(commit, read.reverts)
      if (placed.release !== 0) continue
      if (placed.cancelled) notes.addCancelled(commit.time, merge, placed.by)
      else notes.add(commit.hash, commit.time, merge, read)
    }
  })
  return { newest, ends, met }
}
