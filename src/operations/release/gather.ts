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

/**
 * The notes of a range, and of each of `parts` of it: what the given commit does not reach. One pass.
 * @throws OpsctlError SHALLOW_CLONE
 */
export async function gatherRange(
  c: ReleaseContext,
  repository: Repository,
  range: LogRange,
  parts: readonly string[] = [],
): Promise<readonly [ReleaseNotes, ...ReleaseNotes[]]> {
  const style = styleOf(c, repository)
  const make = (tags: ReadonlyMap<string, number>) => ({
    notes: new ReleaseNotes(style),
    walk: new HistoryWalk(tags),
  })
  const whole = make(new Map())
  const all = [whole, ...parts.map((commit) => make(new Map([[commit, 1]])))]
  await eachCommit(c, repository, range, (commit) => {
    const read = readCommit(commit.message)
    const merge = commit.parents.length > 1
    for (const { notes, walk } of all) {
      const placed = walk.place(commit, read.reverts)
      if (placed.release !== 0) continue
      if (placed.cancelled) notes.addCancelled(commit.time, merge, placed.by)
      else notes.add(commit.hash, commit.time, merge, read)
    }
  })
  return [whole.notes, ...all.slice(1).map((one) => one.notes)]
}
