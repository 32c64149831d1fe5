import type { JsonObject } from '../../../domain/json.ts'
import { releaseCommitMessage } from '../../../domain/release/release-commit.ts'
import type { Kept, Running } from '../../../engine/step.ts'
import { releaseMoved } from '../../../errors/index.ts'
import * as publishing from '../../../tools/git/publishing.ts'
import * as refs from '../../../tools/git/refs.ts'
import { releasePlan } from '../plan.ts'
import type { WrittenFile } from '../version-files.ts'
import { sha256 } from './checksum.ts'
import type { Publishing, PublishStep } from './context.ts'
import { contains, readHead, readReleaseChanges, releaseCommits } from './standing.ts'

/** Writes version and changelog and commits them; nothing else of the tree goes along. */
export const commitStep: PublishStep = {
  id: 'commit',
  title: 'Commit version and changelog',
  effect: 'change',
  async done(c) {
    const commit = c.publication.commit ?? (await find(c))
    return commit === null ? false : { commit }
  },
  async run(c, at) {
    const { folder } = c.release
    const files = await filesToWrite(c)
    await noteWritten(c, at, files)
    const writing = files.map((file) => file.path)
    for (const { path, contents, mode } of files) {
      await c.release.files.write(`${folder}/${path}`, contents, mode)
    }
    const paths = [...new Set([...writing, ...(await readReleaseChanges(c.release))])]
    const { sign, tag } = c.publication
    await c.git.run(publishing.add(folder, paths))
    await c.git.run(publishing.commit(folder, { message: releaseCommitMessage(tag), sign, paths }))
    const head = await readHead(c.release)
    return { commit: head?.head ?? '' }
  },
  async undo(c, at) {
    if (c.publication.commit !== null) return { kept: 'it was there before' }
    const commit = await find(c)
    return commit === null ? putFilesBack(c, at) : takeBack(c, commit)
  },
}

/** The commit that was made for this release since it was decided. */
async function find({ release, publication }: Publishing): Promise<string | null> {
  const { branch, head, version } = publication
  const since = await releaseCommits(release, `refs/heads/${branch}`, [head])
  return since.find((one) => one.version === version)?.commit ?? null
}

async function takeBack(c: Publishing, commit: string): Promise<Kept | undefined> {
  const { branch, head, edited } = c.publication
  const remote = await c.remote.refs(branch)
  if (remote.branch !== null) {
    await c.remote.fetch(`refs/heads/${branch}`)
    if (await contains(c.release, remote.branch, commit)) {
      return {
        kept: `${commit.slice(0, 8)} is at ${c.remote.name}; git revert takes back its changes`,
      }
    }
  }
  const now = await readHead(c.release)
  if (now?.head !== commit || now.branch !== branch) {
    return { kept: `${branch} moved on; git rebase --onto ${head} ${commit} drops the commit` }
  }
  const { folder } = c.release
  await c.git.run(edited ? publishing.uncommit(folder, head) : publishing.takeBack(folder, head))
  return undefined
}

/**
 * The files as the plan has them. It is decided anew: killed between two files, the plan for the
 * same commit is the same and names those that are missing.
 * @throws OpsctlError RELEASE_MOVED
 */
async function filesToWrite(c: Publishing): Promise<readonly WrittenFile[]> {
  const { publication, operation } = c
  const { as, pre, dataLosses } = publication
  const plan = await releasePlan(c.release, { as, pre, dataLosses })
  if (plan.head !== publication.head || plan.branch !== publication.branch) {
    const there = `${plan.branch ?? 'no branch'} at ${plan.head.slice(0, 8)}`
    throw releaseMoved(`${there} is checked out, not ${publication.branch}`, operation)
  }
  if (plan.next?.version !== publication.version) {
    const now = plan.next?.version ?? 'nothing'
    throw releaseMoved(`${now} would be released, not ${publication.version}`, operation)
  }
  return plan.next.files
}

const noteName = 'written.json'

/** What is about to be written, so that taking it back does not touch what a person changed since. */
async function noteWritten(c: Publishing, at: Running, files: readonly WrittenFile[]) {
  const before = await readNote(c, at)
  const sums: Record<string, string> = { ...before }
  for (const { path, contents } of files) sums[path] = sha256(contents)
  await c.release.files.write(`${at.folder}/${noteName}`, JSON.stringify(sums))
}

async function readNote(c: Publishing, at: Running): Promise<Record<string, string>> {
  const text = await c.release.files.read(`${at.folder}/${noteName}`)
  return text === null ? {} : (JSON.parse(text) as JsonObject as Record<string, string>)
}

/** Files that were written and not committed become what they were, unless they were edited since. */
async function putFilesBack(c: Publishing, at: Running): Promise<undefined> {
  const { folder, files, streams } = c.release
  const { head, edited } = c.publication
  if (edited) return undefined
  for (const [path, sum] of Object.entries(await readNote(c, at))) {
    const now = await files.read(`${folder}/${path}`)
    if (now === null || sha256(now) !== sum) continue
    const before = await streams.read(refs.fileAt(folder, head, path))
    if (before.exitCode === 0) await c.git.run(publishing.restore(folder, head, [path]))
    else {
      await c.git.run(publishing.forget(folder, [path]))
      await files.remove(`${folder}/${path}`)
    }
  }
  return undefined
}
