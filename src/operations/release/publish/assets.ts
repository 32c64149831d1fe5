import type { Running } from '../../../engine/step.ts'
import { assetMissing } from '../../../errors/index.ts'
import type { NewAsset } from '../../../ports/github-releases.ts'
import * as publishing from '../../../tools/git/publishing.ts'
import { sha256 } from './checksum.ts'
import { commitOf, type Publishing } from './context.ts'

const sums = 'SHA256SUMS'

/** Names of the files of a release: its sources, what the configuration adds, the checksums last. */
export function assetNames(c: Publishing): string[] {
  const { assets } = c.publication
  return [sourcesOf(c), ...assets.map(nameOf), sums]
}

/**
 * The files, with their checksums in the form that `sha256sum --check` reads (it skips lines that
 * begin with `#`).
 * @throws OpsctlError ASSET_MISSING
 */
export async function makeAssets(c: Publishing, at: Running): Promise<NewAsset[]> {
  const { files, folder } = c.release
  const { assets, tag } = c.publication
  const output = `${at.folder}/sources.tar.gz`
  const prefix = sourcesOf(c).replace(/\.tar\.gz$/, '')
  const commit = commitOf(at.facts)
  await c.git.run(publishing.archive(folder, { prefix, output, commit }))
  const made: NewAsset[] = [
    { name: sourcesOf(c), content: (await files.readBytes(output)) ?? new Uint8Array() },
  ]
  for (const path of assets) {
    const content = await files.readBytes(`${folder}/${path}`)
    if (content === null) throw assetMissing(path)
    made.push({ name: nameOf(path), content })
  }
  const image = at.facts['image']
  const lines = [
    `# ${tag}, commit ${commit}`,
    ...(typeof image === 'string' ? [`# image ${image}`] : []),
    ...made.map(({ name, content }) => `${sha256(content)}  ${name}`),
  ]
  const text = new TextEncoder().encode(`${lines.join('\n')}\n`)
  return [...made, { name: sums, content: text }]
}

function sourcesOf(c: Publishing): string {
  // GitHub turns every character that it does not know in a file's name into a dot.
  return `${c.project}-${c.publication.version.replaceAll('+', '.')}.tar.gz`
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
