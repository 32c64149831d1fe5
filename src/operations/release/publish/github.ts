import { releaseSection } from '../../../domain/release/changelog.ts'
import type { Running } from '../../../engine/step.ts'
import type { GithubAsset, GithubRelease, NewAsset } from '../../../ports/github-releases.ts'
import * as refs from '../../../tools/git/refs.ts'
import { assetNames, makeAssets } from './assets.ts'
import { sha256 } from './checksum.ts'
import { commitOf, type Publishing, type PublishStep } from './context.ts'
import { once } from './once.ts'

/** A draft first, then its files, then visible: nobody ever sees half a release. */
export const githubStep: PublishStep = {
  id: 'github',
  title: 'Publish the GitHub release',
  effect: 'change',
  async done(c) {
    const found = await c.github.find(c.publication.tag)
    if (found === null || found.draft) return false
    const has = (name: string) => found.assets.some((one) => one.name === name && one.uploaded)
    return assetNames(c).every(has) ? { release: found.url } : false
  },
  async run(c, at) {
    const { tag, prerelease } = c.publication
    const assets = await makeAssets(c, at)
    const notes = await notesOf(c, at)
    const look = () => c.github.find(tag)
    const wait = [c.clock, at.signal] as const
    const create = async () => {
      const mine = await c.github.createDraft({ tag, notes, prerelease })
      // Another machine may finish the same release: of two drafts the first one counts.
      const first = (await look()) ?? mine
      if (first.id !== mine.id) await c.github.remove(mine)
      return first
    }
    const release = await once({ look, act: create }, ...wait)
    for (const asset of assets) await once(uploading(c, release, asset), ...wait)
    const published = await once(
      {
        look: async () => visible(await look()),
        act: () => c.github.publish(release),
      },
      ...wait,
    )
    return { release: published.url }
  },
  async undo(c) {
    const found = await c.github.find(c.publication.tag)
    if (found === null) return undefined
    if (!found.draft)
      return { kept: `${found.url} can be seen; it is removed by hand on that page` }
    await c.github.remove(found)
    return undefined
  },
}

function visible(release: GithubRelease | null): GithubRelease | null {
  return release?.draft === false ? release : null
}

/** A file that is there and whole stays; one that was cut short, or differs in a draft, is replaced. */
function uploading(c: Publishing, release: GithubRelease, asset: NewAsset) {
  const find = async () => {
    const now = await c.github.find(release.tag)
    const there = now?.assets.find((one) => one.name === asset.name)
    return now === null || there === undefined ? null : { now, there }
  }
  return {
    look: async () => {
      const found = await find()
      if (found === null) return null
      if (found.there.uploaded && (!found.now.draft || same(found.there, asset))) return true
      await c.github.removeAsset(found.there)
      return null
    },
    act: async () => {
      await c.github.upload(release, asset)
      return true
    },
  }
}

function same(there: GithubAsset, asset: NewAsset): boolean {
  if (there.digest === null) return there.sizeBytes === asset.content.byteLength
  return there.digest === `sha256:${sha256(asset.content)}`
}

/** The changelog's section as it was committed, so that what people wrote into it is told too. */
async function notesOf(c: Publishing, at: Running): Promise<string> {
  const { folder, streams, settings } = c.release
  const { version } = c.publication
  const text = await streams.read(refs.fileAt(folder, commitOf(at.facts), settings.changelog))
  const image = at.facts['image']
  const where = typeof image === 'string' ? `\n\nImage: \`${image}\`\n` : '\n'
  const section = text.exitCode === 0 ? releaseSection(text.stdout, version) : null
  return `${section?.trim() ?? `Release ${version}.`}${where}`
}
