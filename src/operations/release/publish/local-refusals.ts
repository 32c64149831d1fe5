import {
  detachedHead,
  dirtyTree,
  noCommitter,
  OpsctlError,
  wrongBranch,
} from '../../../errors/index.ts'
import { committer } from '../../../tools/git/publishing-state.ts'
import type { Repository } from '../history.ts'
import type { PublishContext } from './context.ts'
import { readChanges, releasePaths } from './standing.ts'

/** What in this clone alone speaks against a release, the most basic reason first. */
export async function localRefusals(
  c: PublishContext,
  repository: Repository,
): Promise<OpsctlError[]> {
  const { folder, settings } = c.release
  const found: OpsctlError[] = []
  if (repository.branch === null) found.push(detachedHead(settings.branch))
  else if (repository.branch !== settings.branch) {
    found.push(wrongBranch(repository.branch, settings.branch))
  }
  const dirty = await foreignChanges(c)
  if (dirty.length > 0) found.push(dirtyTree(dirty))
  const who = await c.release.streams.read(committer(folder))
  if (who.exitCode !== 0) found.push(noCommitter(lastLine(who.stderr)))
  try {
    await c.remote.environment()
  } catch (error) {
    if (!(error instanceof OpsctlError)) throw error
    found.push(error)
  }
  return found
}

/** Changes but those of a bump, or of a hand in the changelog: these are what a release commits. */
async function foreignChanges(c: PublishContext): Promise<string[]> {
  const changed = await readChanges(c.release)
  if (changed.length === 0) return []
  const ours = await releasePaths(c.release)
  return changed.filter((path) => !ours.has(path))
}

function lastLine(text: string): string {
  return (
    text
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^fatal: /, '') ?? ''
  )
}
