import { ReleaseNotes } from '../../domain/release/release-notes.ts'
import { linksOf, type RepositoryLinks } from '../../domain/release/repository-links.ts'
import { isPrerelease, type Version, versionOfTag } from '../../domain/release/version.ts'
import { log, sinceTags } from '../../tools/git/log.ts'
import { branchInHead, originInConfig, tagsInPackedRefs } from '../../tools/git/plain-files.ts'
import type { ReleaseContext } from './context.ts'
import { fill, styleOf } from './gather.ts'
import { byVersion } from './history.ts'
import type { Since } from './since.ts'

/**
 * What came since the last release, out of one log that was begun before it was known which release
 * that is, and of what the clone's files say; null when no such log was begun, when the files are not
 * those of a plain clone, or when the log does not show exactly what `sinceLast` would. It does when it
 * ends at the highest of all releases alone: every way down leaves the range through it then. A branch
 * that was begun before the release and merged behind it is another end.
 */
export async function atAGlance(c: ReleaseContext): Promise<Since | null> {
  const range = sinceTags(c.settings.tagPrefix)
  if (!c.streams.begun(log(c.folder, range))) return null
  const clone = await plainClone(c)
  // Not behind a pre-release: the log ends there, and the release counts from before.
  if (clone === null || clone.highest === null || isPrerelease(clone.highest.version)) return null
  const { branch, links, highest } = clone
  const notes = new ReleaseNotes(styleOf(c, clone))
  const { newest, ends } = await fill(c, range, [notes], null)
  const [end, another] = ends.values()
  if (newest === null || end === undefined || another !== undefined) return null
  if (!end.tags.includes(highest.tag)) return null
  const last = { ...highest, commit: end.hash }
  return {
    head: newest,
    branch,
    links,
    stable: last,
    latest: last,
    tagged: [last],
    notes,
    recent: notes,
  }
}

interface PlainClone {
  readonly branch: string
  readonly links: RepositoryLinks | null
  /** Of all release tags, merged or not. */
  readonly highest: { readonly version: Version; readonly tag: string } | null
}

async function plainClone({ files, folder, settings }: ReleaseContext): Promise<PlainClone | null> {
  const git = `${folder}/.git`
  const [head, config] = await Promise.all([files.read(`${git}/HEAD`), files.read(`${git}/config`)])
  const branch = branchInHead(head ?? '')
  const origin = originInConfig(config ?? '')
  if (config === null || branch === null || origin === undefined) return null
  // Loose ones first: meanwhile they may be packed.
  const names = [
    ...(await looseTags(files, git, settings.tagPrefix)),
    ...tagsInPackedRefs((await files.read(`${git}/packed-refs`)) ?? ''),
  ]
  const releases = names.flatMap((tag) => {
    const version = versionOfTag(tag, settings.tagPrefix)
    return version === null ? [] : [{ version, tag }]
  })
  const [highest = null] = releases.sort(byVersion)
  return { branch, links: origin === null ? null : linksOf(origin), highest }
}

/** Names of the tags that are files, as far as they can begin with this prefix. */
async function looseTags(files: ReleaseContext['files'], git: string, prefix: string) {
  const above = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const folder = `${git}/refs/tags/${above}`
  if ((await files.stat(folder))?.kind !== 'folder') return []
  return (await files.list(folder)).map((name) => above + name)
}
