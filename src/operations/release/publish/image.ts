import { imageTag } from '../../../domain/release/publication.ts'
import { isLoopback } from '../../../domain/release/remote-address.ts'
import { awaitLeftBehind, lastingExec } from '../../../engine/index.ts'
import type { Running } from '../../../engine/step.ts'
import { imageTagTaken, OpsctlError, releaseNotBuilt } from '../../../errors/index.ts'
import * as publishing from '../../../tools/git/publishing.ts'
import * as state from '../../../tools/git/publishing-state.ts'
import { revisionLabel } from '../../../tools/image/commands.ts'
import { imageBuild } from '../../image/build.ts'
import { imagePush } from '../../image/push.ts'
import { commitOf, type Publishing, type PublishStep } from './context.ts'

/** How this operation's builds and pushes are named in its folder. */
const builds = 'image'

/**
 * Builds the image from exactly what the release commit holds and pushes it once. From then on it is
 * named by its digest; a tag that the registry has is looked at and never moved.
 */
export const imageStep: PublishStep = {
  id: 'image',
  title: 'Build and push the image',
  effect: 'change',
  async settle(c, at) {
    await awaitLeftBehind(c.exec, at, builds)
    await dropSources(c, at)
  },
  async done(c, at) {
    const { image, version } = c.publication
    if (image === null) return true
    const found = await c.registry.find(`${image}:${imageTag(version)}`)
    if (found === null) return false
    const commit = commitOf(at.facts)
    const revision = found.labels[revisionLabel] ?? null
    // Without a label it can only be told from the journal whose push it was.
    const ours = revision === commit || (revision === null && at.again)
    if (ours) return { image: `${image}@${found.digest}` }
    throw imageTagTaken(`${image}:${imageTag(version)}`, revision, commit.slice(0, 12))
  },
  async run(c, at) {
    const { image } = c.publication
    if (image === null) return undefined
    const folder = sourcesIn(at)
    await c.git.run(publishing.checkOut(c.release.folder, folder, commitOf(at.facts)))
    try {
      const pushed = await buildAndPush(c, at, { folder, repository: image })
      return { image: pushed.reference }
    } finally {
      await dropSources(c, at)
    }
  },
  async undo(c) {
    const { image, version } = c.publication
    if (image === null) return undefined
    const found = await c.registry.find(`${image}:${imageTag(version)}`)
    if (found === null) return undefined
    return { kept: `${image}@${found.digest} stays in the registry; nothing deploys it` }
  },
}

function sourcesIn(at: Running): string {
  return `${at.folder}/source`
}

/** Removes the tree that was built from, also one whose making was cut short. */
async function dropSources(c: Publishing, at: Running): Promise<void> {
  const folder = sourcesIn(at)
  try {
    await c.git.run(publishing.dropCheckOut(c.release.folder, folder))
  } catch (error) {
    if (!(error instanceof OpsctlError) || error.code !== 'GIT_FAILED') throw error
    if ((await c.release.files.stat(folder)) !== null) await c.release.files.remove(folder)
  }
}

async function buildAndPush(
  c: Publishing,
  at: Running,
  place: { readonly folder: string; readonly repository: string },
) {
  const where = await c.release.streams.read(state.whereabouts(c.release.folder))
  const prefix = state.parseWhereabouts(where.stdout)?.prefix ?? ''
  const source = {
    folder: `${place.folder}/${prefix}`.replace(/\/$/, ''),
    version: imageTag(c.publication.version),
    commit: commitOf(at.facts),
  }
  const context = { ...c.image(source), exec: lastingExec(c.exec, at.folder, builds) }
  await imageBuild(context).catch((error: unknown) => {
    throw error instanceof OpsctlError ? releaseNotBuilt(error, c.publication.tag) : error
  })
  const [host = ''] = place.repository.split('/')
  return imagePush(context, {
    repository: place.repository,
    seenByHosts: place.repository,
    plainHttp: isLoopback(host.replace(/:\d+$/, '')),
    folder: at.folder,
  })
}
