import { readCommit } from '../../domain/release/commit-grammar.ts'
import { HistoryWalk } from '../../domain/release/history-walk.ts'
import { type NotesStyle, notesStyle, ReleaseNotes } from '../../domain/release/release-notes.ts'
import type { LogRange } from '../../tools/git/log.ts'
import type { ReleaseContext } from './context.ts'
import { eachCommit, type Repository } from './history.ts'

/** How notes look in this repository. */
export function styleOf(c: ReleaseContext, repository: Repository): NotesStyle {
  return notesStyle(c.settings, repository.links, c.newLines)
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
  const make = (tags: ReadonlyMap<string, number>) => ({
    notes: new ReleaseNotes(style),
    walk: new HistoryWalk(tags),
  })
  const whole = make(new Map())
  const recent = recentFrom === null ? null : make(new Map([[recentFrom, 1]]))
  const both = recent === null ? [whole] : [whole, recent]
  let met = recentFrom === null
  const ends = await eachCommit(c, repository, rangeOf(to, from), (commit) => {
    const read = readCommit(commit.message)
    const merge = commit.parents.length > 1
    met ||= commit.hash === recentFrom
    for (const { notes, walk } of both) {
      const placed = walk.place(commit, read.reverts)
      if (placed.release !== 0) continue
      if (placed.cancelled) notes.addCancelled(commit.time, merge, placed.by)
      else notes.add(commit.hash, commit.time, merge, read)
    }
  })
  return {
    notes: whole.notes,
    recent: recent?.notes ?? whole.notes,
    contained: met && (from === null || from === to || ends.has(from)),
  }
}

function rangeOf(to: string, from: string | null): LogRange {
  return { to, not: from === null ? [] : [from] }
}
