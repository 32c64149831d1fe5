import { releaseCommitPattern, releasedVersion } from '../../../domain/release/release-commit.ts'
import { versionText } from '../../../domain/release/version.ts'
import type { CommandLine } from '../../../ports/exec.ts'
import type { LocalTag } from '../../../tools/git/publishing-state.ts'
import * as state from '../../../tools/git/publishing-state.ts'
import * as refs from '../../../tools/git/refs.ts'
import type { ReleaseContext } from '../context.ts'
import { readProjectFiles, usualVersionFile } from '../version-files.ts'

/** True when `from` contains the commit; false too when one of them is not in this clone. */
export async function contains(c: ReleaseContext, from: string, commit: string): Promise<boolean> {
  if (from === commit) return true
  return (await c.streams.read(state.isAncestor(c.folder, commit, from))).exitCode === 0
}

export async function readLocalTag(c: ReleaseContext, name: string): Promise<LocalTag | null> {
  return state.parseLocalTag((await c.streams.read(state.localTag(c.folder, name))).stdout, name)
}

/** What is checked out right now. */
export async function readHead(c: ReleaseContext) {
  return refs.parseClone((await c.streams.read(refs.clone(c.folder))).stdout)
}

/** Changed files relative to the project; those of other projects of the repository with a `/`. */
export async function readChanges(c: ReleaseContext): Promise<string[]> {
  return changedPaths(c, state.changes(c.folder))
}

/** Which of the release's own files differ from what is committed, or are not committed at all. */
export async function readReleaseChanges(c: ReleaseContext): Promise<string[]> {
  return changedPaths(c, state.changesOf(c.folder, [...(await releasePaths(c))]))
}

async function changedPaths(c: ReleaseContext, command: CommandLine): Promise<string[]> {
  const [changed, where] = await Promise.all([
    c.streams.read(command),
    c.streams.read(state.whereabouts(c.folder)),
  ])
  const prefix = state.parseWhereabouts(where.stdout)?.prefix ?? ''
  return state
    .parseChanges(changed.stdout)
    .map((path) => (path.startsWith(prefix) ? path.slice(prefix.length) : `/${path}`))
}

/** The files that a release commits: those that carry the version, and the changelog. */
export async function releasePaths(c: ReleaseContext): Promise<ReadonlySet<string>> {
  const { versions, changelog } = await readProjectFiles(c)
  return new Set([...versions, changelog].map((file) => file.path))
}

/** A commit that says which version it releases, and whose version file says the same. */
export interface ReleaseCommit {
  readonly version: string
  readonly commit: string
}

/** The release commits between `not` and `to`, newest first. */
export async function releaseCommits(
  c: ReleaseContext,
  to: string,
  not: readonly string[],
): Promise<ReleaseCommit[]> {
  const line = state.commitsSayingSince(c.folder, releaseCommitPattern, to, not)
  const { stdout } = await c.streams.read(line)
  const found: ReleaseCommit[] = []
  for (const record of stdout.split('\0')) {
    const [commit = '', ...subject] = record.split(' ')
    const version = releasedVersion(subject.join(' '), c.settings.tagPrefix)
    if (version === null) continue
    const committed = await c.streams.read(
      refs.fileAt(c.folder, commit, usualVersionFile(c.settings)),
    )
    const text = versionText(version)
    if (committed.stdout.trim() === text) found.push({ version: text, commit })
  }
  return found
}
