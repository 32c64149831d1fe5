import { OpsctlError, pushRefused, tagTaken } from '../../../errors/index.ts'
import * as publishing from '../../../tools/git/publishing.ts'
import type { RemoteRefs } from '../../../tools/git/publishing-state.ts'
import { commitOf, type Publishing, type PublishStep } from './context.ts'
import { whoMade } from './remote.ts'
import { contains } from './standing.ts'

/** Branch and tag arrive together or not at all. */
export const pushStep: PublishStep = {
  id: 'push',
  title: 'Push branch and tag together',
  effect: 'change',
  async done(c, at) {
    const { tag, branch } = c.publication
    const refs = await c.remote.refs(branch)
    const there = refs.tags.get(tag)
    if (there === undefined) return false
    const commit = commitOf(at.facts)
    if (there.commit !== commit) {
      await c.remote.fetch(`refs/tags/${tag}`)
      const who = await whoMade(c.release, there.object)
      throw tagTaken(tag, `at ${c.remote.name}`, there.commit, commit.slice(0, 12), who)
    }
    return branchHas(c, refs, commit)
  },
  async run(c, at) {
    const { branch, tag } = c.publication
    const commit = commitOf(at.facts)
    const arrived = async () => {
      const refs = await c.remote.refs(branch)
      return refs.tags.get(tag)?.commit === commit && branchHas(c, refs, commit)
    }
    const has = await branchHas(c, await c.remote.refs(branch), commit)
    const specs = [
      ...(has ? [] : [`${commit}:refs/heads/${branch}`]),
      `refs/tags/${tag}:refs/tags/${tag}`,
    ]
    const { folder } = c.release
    const environment = await c.remote.environment()
    try {
      await c.git.run(publishing.push(folder, c.remote.name, specs, environment))
    } catch (error) {
      // The answer was lost, or the push of an earlier process came first.
      if (await arrived()) return undefined
      throw await whyRefused(c, commit, error)
    }
    return undefined
  },
  async undo(c, at) {
    const { tag, branch } = c.publication
    const there = (await c.remote.refs(branch)).tags.get(tag)
    if (there === undefined || there.commit !== commitOf(at.facts)) return undefined
    return { kept: `${tag} is at ${c.remote.name}; finish it: opsctl release publish` }
  },
}

async function branchHas(c: Publishing, refs: RemoteRefs, commit: string): Promise<boolean> {
  if (refs.branch === null) return false
  if (await contains(c.release, refs.branch, commit)) return true
  // It moved to something that is not here yet, and may hold ours all the same.
  await c.remote.fetch(`refs/heads/${c.publication.branch}`)
  return contains(c.release, refs.branch, commit)
}

/** A push that failed because somebody was faster says who it was. */
async function whyRefused(c: Publishing, commit: string, error: unknown): Promise<unknown> {
  if (!(error instanceof OpsctlError) || error.code !== 'GIT_FAILED') return error
  const { branch, tag } = c.publication
  const refs = await c.remote.refs(branch)
  const theirs = refs.tags.get(tag)
  if (theirs !== undefined && theirs.commit !== commit) {
    await c.remote.fetch(`refs/tags/${tag}`)
    const who = await whoMade(c.release, theirs.object)
    return pushRefused(c.remote.name, `somebody else published ${tag} meanwhile${who}`, c.operation)
  }
  const before = c.publication.head
  if (refs.branch !== null && refs.branch !== before && !(await branchHas(c, refs, commit))) {
    if (!(await contains(c.release, commit, refs.branch))) {
      const who = await whoMade(c.release, refs.branch)
      return pushRefused(c.remote.name, `${branch} moved meanwhile${who}`, c.operation)
    }
  }
  return error
}
