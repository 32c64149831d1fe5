import { tagTaken } from '../../../errors/index.ts'
import * as publishing from '../../../tools/git/publishing.ts'
import { commitOf, type PublishStep } from './context.ts'
import { readLocalTag } from './standing.ts'

/** Tags the release commit. A tag that stands elsewhere is never moved. */
export const tagStep: PublishStep = {
  id: 'tag',
  title: 'Tag the commit',
  effect: 'change',
  async done(c, at) {
    const { tag } = c.publication
    const found = await readLocalTag(c.release, tag)
    if (found === null) return false
    const wanted = commitOf(at.facts)
    if (found.commit !== wanted) throw tagTaken(tag, 'here', found.commit, wanted.slice(0, 12))
    return true
  },
  async run(c, at) {
    const { tag: name, sign } = c.publication
    const request = { name, sign, commit: commitOf(at.facts), operation: c.operation }
    await c.git.run(publishing.tag(c.release.folder, request))
    return undefined
  },
  async undo(c) {
    const { tag, branch } = c.publication
    const found = await readLocalTag(c.release, tag)
    if (found === null) return undefined
    const there = (await c.remote.refs(branch)).tags.get(tag)
    if (there?.object === found.object) {
      return { kept: `${tag} is at ${c.remote.name}, where others may have it already` }
    }
    if (!found.message.includes(`${publishing.operationTrailer}${c.operation}`)) {
      return { kept: 'it was made by somebody else' }
    }
    await c.git.run(publishing.deleteTag(c.release.folder, tag, found.object))
    return undefined
  },
}
