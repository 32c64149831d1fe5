import { nextVersion, preRule } from '../../domain/release/next-version.ts'
import { releaseCommitMessage } from '../../domain/release/release-commit.ts'
import { notesTitle, type Reason, type ReleaseNotes } from '../../domain/release/release-notes.ts'
import type { RepositoryLinks } from '../../domain/release/repository-links.ts'
import type { Step } from '../../domain/release/step.ts'
import {
  isPrerelease,
  readVersion,
  type Version,
  versionRule,
  versionText,
} from '../../domain/release/version.ts'
import { badInput } from '../../errors/index.ts'
import type { ReleaseContext } from './context.ts'
import { atAGlance } from './glance.ts'
import type { Release } from './history.ts'
import { type Since, sinceLast } from './since.ts'
import { bumpedFiles, readProjectFiles, type WrittenFile } from './version-files.ts'

/** What a person asks of the next release. */
export interface ReleaseRequest {
  /** `major`, `minor`, `patch` or an exact version; null: the commits decide. */
  readonly as: string | null
  /** Identifier of a pre-release, e.g. `beta`; null: a release. */
  readonly pre: string | null
  /** Addresses of data-holding resources that the infrastructure's plan destroys or replaces. */
  readonly dataLosses: readonly string[]
}

export const asCommitsSay: ReleaseRequest = { as: null, pre: null, dataLosses: [] }

/** The release that would be made now. */
export interface NextRelease {
  /** As it stands in VERSION, e.g. `1.3.0`. */
  readonly version: string
  /** Its tag, e.g. `v1.3.0`. */
  readonly tag: string
  /** Message of the commit that makes it. */
  readonly commitMessage: string
  readonly prerelease: boolean
  /** Markdown: the heading line, and the sections below it. */
  readonly notes: { readonly title: string; readonly body: string }
  /** What a bump writes: whole files, only those that differ. Empty: they are written already. */
  readonly files: readonly WrittenFile[]
}

/** The decision with everything that led to it. */
export interface ReleasePlan {
  readonly head: string
  /** The branch that is checked out; null for none. */
  readonly branch: string | null
  /** What the version counts from; null: nothing was released yet. */
  readonly previous: {
    readonly version: string
    readonly commit: string
    /** Null: the clone has no release tags, and its last release commit was taken. */
    readonly tag: string | null
  } | null
  readonly commits: number
  readonly merges: number
  readonly asked: Step
  readonly counts: Readonly<Record<Step, number>>
  /** The newest commits that ask for something, at most 20 for each step. */
  readonly reasons: readonly Reason[]
  readonly dataLosses: readonly string[]
  /** Null: nothing asks for a release. */
  readonly next: NextRelease | null
}

/**
 * Decides the next version from the commits since the last release, renders its notes, and says
 * which files a bump writes with which contents. Reads the clone and changes nothing; for the same
 * commit, files and request it gives the same plan. `release bump`, `release status` and the commit
 * step of `release publish` share it: after the commit was made, `next.files` is empty.
 * @throws OpsctlError BAD_INPUT, NOT_A_REPOSITORY, NO_COMMITS, SHALLOW_CLONE (exit 2)
 */
export async function releasePlan(
  c: ReleaseContext,
  request: ReleaseRequest = asCommitsSay,
): Promise<ReleasePlan> {
  const as = readAs(request.as)
  checkPre(request.pre)
  const [since, files] = await Promise.all([lookAt(c), readProjectFiles(c)])
  const { stable, latest, links, notes: whole, recent } = since
  const asked = request.dataLosses.length > 0 ? 'major' : whole.asked
  const decided = nextVersion({
    stable: stable?.version ?? null,
    latest: latest?.version ?? null,
    asked,
    askedSinceLatest: request.dataLosses.length > 0 ? 'major' : recent.asked,
    as,
    pre: request.pre,
    first: files.carried ?? firstVersion,
  })
  if (decided.kind === 'refused') throw badInput(decided.field, decided.rule, decided.fix)
  const base = request.pre === null ? stable : latest
  const last = base ?? latest
  const told = request.pre === null ? whole : recent
  const plan = {
    head: since.head,
    branch: since.branch,
    previous: last && { version: versionText(last.version), commit: last.commit, tag: last.tag },
    commits: told.commits,
    merges: told.merges,
    asked,
    counts: told.counts,
    reasons: told.reasons,
    dataLosses: request.dataLosses,
  }
  if (decided.kind === 'nothing') return { ...plan, next: null }
  refuseTaken(since, decided.version)
  const named = describe(decided.version, c.settings.tagPrefix, told, base, links)
  return { ...plan, next: { ...named, files: bumpedFiles(files, { ...named, ...named.notes }) } }
}

async function lookAt(c: ReleaseContext): Promise<Since> {
  return (await atAGlance(c)) ?? (await sinceLast(c))
}

/** The usual first version of a project that does not carry one. */
const firstVersion = readVersion('0.1.0') as Version

function readAs(as: string | null): 'major' | 'minor' | 'patch' | Version | null {
  if (as === null || as === 'major' || as === 'minor' || as === 'patch') return as
  const version = readVersion(as)
  if (version !== null) return version
  const shown = JSON.stringify(as.slice(0, 60))
  throw badInput(
    '--as',
    `${shown} ${versionRule(as)}`,
    'major, minor, patch, or X.Y.Z such as 1.2.3',
  )
}

function checkPre(pre: string | null): void {
  const rule = pre === null ? null : preRule(pre)
  if (rule !== null) throw badInput('--pre', rule, 'an identifier such as beta or rc: --pre beta')
}

function refuseTaken({ tagged }: Pick<Since, 'tagged'>, version: Version): void {
  const taken = tagged.find((one) => one.version.compare(version) === 0)
  if (taken === undefined) return
  throw badInput(
    `tag ${taken.tag}`,
    `exists on ${taken.commit.slice(0, 8)}, which this history does not contain`,
    'release from the branch that has it, or name a higher version: --as X.Y.Z',
  )
}

function describe(
  version: Version,
  prefix: string,
  told: ReleaseNotes,
  base: Release | null,
  links: RepositoryLinks | null,
): Omit<NextRelease, 'files'> {
  const text = versionText(version)
  const tag = `${prefix}${text}`
  const from = base && (base.tag ?? base.commit)
  return {
    version: text,
    tag,
    commitMessage: releaseCommitMessage(tag),
    prerelease: isPrerelease(version),
    notes: {
      title: notesTitle({ version: text, time: told.time, from, to: tag }, links),
      body: Buffer.concat([...told.body()]).toString('utf8'),
    },
  }
}
