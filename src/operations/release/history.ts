import type { Commit } from '../../domain/release/commit.ts'
import { releaseCommitPattern, releasedVersion } from '../../domain/release/release-commit.ts'
import { linksOf, type RepositoryLinks } from '../../domain/release/repository-links.ts'
import {
  isPrerelease,
  type Version,
  versionOfTag,
  versionText,
} from '../../domain/release/version.ts'
import { noCommits, notARepository, shallowClone } from '../../errors/index.ts'
import { type LoggedCommit, type LogRange, LogReader, log } from '../../tools/git/log.ts'
import * as refs from '../../tools/git/refs.ts'
import type { ReleaseContext } from './context.ts'
import { usualVersionFile } from './version-files.ts'

/** A version that was released, and the commit that is it. */
export interface Release {
  readonly version: Version
  readonly commit: string
  /** Null: known by its release commit alone, in a clone without tags. */
  readonly tag: string | null
}

/** A repository, as far as releases are concerned. */
export interface Repository {
  /** Full hash of what is checked out. */
  readonly head: string
  readonly branch: string | null
  /** Every release tag, merged or not, the highest version first. Other tags are none of ours. */
  readonly tagged: readonly Release[]
  readonly links: RepositoryLinks | null
}

/** @throws OpsctlError NOT_A_REPOSITORY, NO_COMMITS */
export async function openRepository(c: ReleaseContext): Promise<Repository> {
  const { folder, streams } = c
  const [stands, remote] = await Promise.all([
    streams.read(refs.standing(folder)),
    streams.read(refs.remoteAddress(folder, 'origin')),
  ])
  const { tags, head, branch } = refs.parseStanding(stands.stdout)
  return {
    ...(head === null ? await withoutBranch(c) : { head, branch }),
    tagged: releasesOf(tags, c.settings.tagPrefix),
    links: remote.exitCode === 0 ? linksOf(remote.stdout) : null,
  }
}

/** A commit that is checked out by itself; or what is missing. */
async function withoutBranch(c: ReleaseContext): Promise<{ head: string; branch: string | null }> {
  const cloned = await c.streams.read(refs.clone(c.folder))
  const clone = refs.parseClone(cloned.stdout)
  if (clone === null) throw notARepository(c.folder, firstLine(cloned.stderr))
  if (clone.head === null) throw noCommits(c.folder)
  return { head: clone.head, branch: clone.branch }
}

/** Whether the history was cut off somewhere, near or far. */
export async function isShallow(c: ReleaseContext): Promise<boolean> {
  const cloned = await c.streams.read(refs.clone(c.folder))
  return refs.parseClone(cloned.stdout)?.shallow ?? false
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.replace(/^fatal: /, '') ?? ''
}

function releasesOf(tags: readonly refs.Tag[], prefix: string): Release[] {
  const releases = tags.flatMap(({ name, commit }) => {
    const version = versionOfTag(name, prefix)
    return version === null ? [] : [{ version, commit, tag: name }]
  })
  return releases.sort(byVersion)
}

/** The highest version first. */
export function byVersion(a: { readonly version: Version }, b: { readonly version: Version }) {
  return b.version.compare(a.version) || b.version.compareBuild(a.version)
}

/** Where the next version counts from. */
export interface Bases {
  /** The highest release without a pre-release part that this history contains. */
  readonly stable: Release | null
  /** The highest of any kind. */
  readonly latest: Release | null
}

/**
 * The last releases that `head` contains: by their tags; in a clone without release tags by their
 * release commits, each held against the version file that it committed, so that a message alone
 * makes no release.
 */
export async function basesOf(c: ReleaseContext, repository: Repository): Promise<Bases> {
  const { tagged, head } = repository
  if (tagged.length === 0) return releaseCommits(c, head)
  const merged = refs.parseTags((await c.streams.read(refs.mergedTags(c.folder, head))).stdout)
  const names = new Set(merged.map((tag) => tag.name))
  const here = tagged.filter((one) => one.tag !== null && names.has(one.tag))
  return here.length === 0 ? releaseCommits(c, head) : highest(here)
}

/** Of releases in falling order the first of any kind, and the first that is stable. */
export function highest(releases: readonly Release[]): Bases {
  return {
    stable: releases.find((one) => !isPrerelease(one.version)) ?? null,
    latest: releases[0] ?? null,
  }
}

async function releaseCommits(c: ReleaseContext, head: string): Promise<Bases> {
  let latest: Release | null = null
  const command = refs.commitsSaying(c.folder, releaseCommitPattern, head)
  for await (const { hash, subject } of saying(c.streams.pieces(command))) {
    const release: Release | null = await releaseAt(c, hash, subject)
    latest ??= release
    if (release !== null && !isPrerelease(release.version)) return { stable: release, latest }
  }
  return { stable: null, latest }
}

/** The release that a commit is by its first line and by the version file that it holds; else null. */
export async function releaseAt(
  c: ReleaseContext,
  commit: string,
  firstLine: string,
): Promise<Release | null> {
  const version = releasedVersion(firstLine, c.settings.tagPrefix)
  if (version === null) return null
  const file = usualVersionFile(c.settings)
  const committed = await c.streams.read(refs.fileAt(c.folder, commit, file))
  return committed.stdout.trim() === versionText(version) ? { version, commit, tag: null } : null
}

async function* saying(pieces: AsyncIterable<Uint8Array>) {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of pieces) {
    const records = (rest + decoder.decode(piece, { stream: true })).split('\0')
    rest = records.pop() ?? ''
    for (const record of records) {
      const [hash = '', , ...subject] = record.split(' ')
      yield { hash, subject: subject.join(' ') }
    }
  }
}

/**
 * Takes every commit of a range, children first.
 * @returns by hash the commits where the range ends: of `not` those that `to` contains
 * @throws OpsctlError SHALLOW_CLONE when the range reaches where the clone was cut off
 */
export async function eachCommit(
  c: ReleaseContext,
  range: LogRange,
  take: (commit: Commit) => void,
): Promise<ReadonlyMap<string, LoggedCommit>> {
  const reader = new LogReader()
  const ends = new Map<string, LoggedCommit>()
  for await (const piece of c.streams.pieces(log(c.folder, range))) {
    for (const commit of reader.take(piece)) {
      if (commit.outside) ends.set(commit.hash, commit)
      else {
        if (commit.cut) throw shallowClone(c.folder)
        take(commit)
      }
    }
  }
  return ends
}
