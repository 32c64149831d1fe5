import { branchRefusal } from '../../../domain/git-rules/branch.ts'
import {
  type Candidate,
  choosePublication,
  imageTag,
  type Publication,
} from '../../../domain/release/publication.ts'
import { readVersion, versionText } from '../../../domain/release/version.ts'
import {
  assetMissing,
  badInput,
  dirtyTree,
  imageTagTaken,
  OpsctlError,
  remoteMoved,
  tagsMissing,
  tagTaken,
} from '../../../errors/index.ts'
import { operationTrailer } from '../../../tools/git/publishing.ts'
import type { RemoteRefs } from '../../../tools/git/publishing-state.ts'
import { revisionLabel } from '../../../tools/image/commands.ts'
import { basesOf, openRepository, type Repository } from '../history.ts'
import { asCommitsSay, type ReleasePlan, type ReleaseRequest, releasePlan } from '../plan.ts'
import { readProjectFiles } from '../version-files.ts'
import type { PublishContext } from './context.ts'
import { deepened } from './deepen.ts'
import { localRefusals } from './local-refusals.ts'
import { whoMade } from './remote.ts'
import { contains, readLocalTag, readReleaseChanges, releaseCommits } from './standing.ts'

/** What the configuration says of publishing. */
export interface PublishSettings {
  readonly sign: boolean
  /** Repository of the image without tag; null: none is published. */
  readonly image: string | null
  /** `owner/name`; null: no release is made there. */
  readonly github: string | null
  readonly assets: readonly string[]
}

/** What would be published; null: nothing asks for it and nothing is left to finish. */
export interface Decision {
  readonly publication: Publication | null
  /** Already complete before; looked at once more. */
  readonly again: boolean
  /** Why it must not be begun, the most basic reason first. */
  readonly refusals: readonly OpsctlError[]
}

/**
 * Decides what `release publish` does, by the clone, its remote, the registry and GitHub. Everything
 * is looked at, nothing is changed; what speaks against it is gathered, so that a dry run can go on.
 * @throws OpsctlError as `releasePlan`
 */
export async function decide(
  c: PublishContext,
  settings: PublishSettings,
  request: ReleaseRequest,
): Promise<Decision> {
  const { branch } = c.release.settings
  const rule = branchRefusal(branch)
  if (rule !== null) throw badInput('release.branch', rule, 'name a branch such as main')
  const local = await localRefusals(c, await openRepository(c.release))
  // A remote is not spoken to for a release that cannot be made anyway.
  if (local.length > 0) return { ...(await choose(c, settings, request, null)), refusals: local }
  const cut = await deepened(c)
  if (cut !== null) throw cut
  const repository = await openRepository(c.release)
  try {
    const refs = await c.remote.refs(branch)
    const moved = await remoteRefusals(c, repository, refs)
    if (moved.length > 0) return { ...(await choose(c, settings, request, null)), refusals: moved }
    const chosen = await choose(c, settings, request, refs)
    const { publication } = chosen
    if (publication === null) return { ...chosen, refusals: [] }
    const against = await targetRefusals(c, publication, refs)
    return { ...chosen, refusals: [...(await accidents(c, publication)), ...against] }
  } catch (error) {
    if (!(error instanceof OpsctlError)) throw error
    return { ...(await choose(c, settings, request, null)), refusals: [error] }
  }
}

async function remoteRefusals(
  c: PublishContext,
  repository: Repository,
  refs: RemoteRefs,
): Promise<OpsctlError[]> {
  const { branch, tagPrefix } = c.release.settings
  const { name } = c.remote
  const found: OpsctlError[] = []
  if (refs.branch !== null && !(await contains(c.release, repository.head, refs.branch))) {
    await c.remote.fetch(`refs/heads/${branch}`)
    found.push(remoteMoved(name, branch, await whoMade(c.release, refs.branch)))
  }
  const here = new Map(repository.tagged.map((one) => [one.tag, one.commit]))
  const missing: string[] = []
  for (const [tag, { commit }] of refs.tags) {
    if (!tag.startsWith(tagPrefix) || readVersion(tag.slice(tagPrefix.length)) === null) continue
    const ours = here.get(tag)
    if (ours === undefined) missing.push(tag)
    else if (ours !== commit)
      found.push(tagTaken(tag, 'here', ours, `${commit.slice(0, 12)} as at ${name}`))
  }
  if (missing.length > 0) found.push(tagsMissing(name, missing))
  return found
}

/** What the places that it goes to have under its name already. */
async function targetRefusals(
  c: PublishContext,
  { image, version, commit, github, assets, tag }: Publication,
  refs: RemoteRefs,
): Promise<OpsctlError[]> {
  const found: OpsctlError[] = []
  const there = refs.tags.get(tag)
  if (there !== undefined && there.commit !== commit) {
    found.push(tagTaken(tag, `at ${c.remote.name}`, there.commit, 'the release commit'))
  }
  // Whatever builds it is missed now, not when the tag is out.
  if (image !== null) c.image({ folder: '', version, commit: '' })
  if (image !== null) {
    // Asked for its own sake too: a registry that cannot be reached is noticed before the push.
    const name = `${image}:${imageTag(version)}`
    const pushed = await c.registry.find(name)
    if (pushed !== null && commit === null) {
      const revision = pushed.labels[revisionLabel] ?? null
      found.push(imageTagTaken(name, revision, 'the release commit, which is not made yet'))
    }
  }
  // Asked for its own sake: a token that does not fit is noticed before the tag is out.
  if (github !== null) await c.github.find(tag)
  for (const path of assets) {
    const facts = await c.release.files.stat(`${c.release.folder}/${path}`)
    if (facts?.kind !== 'file') found.push(assetMissing(path))
  }
  return found
}

/** A version file that was changed to something else than what is released. */
async function accidents(c: PublishContext, { edited, version }: Publication) {
  if (!edited) return []
  const changed = await readReleaseChanges(c.release)
  const { versions, carried } = await readProjectFiles(c.release)
  const paths = versions.map((file) => file.path).filter((path) => changed.includes(path))
  return paths.length > 0 && carried !== null && versionText(carried) !== version
    ? [dirtyTree(paths)]
    : []
}

async function choose(
  c: PublishContext,
  settings: PublishSettings,
  request: ReleaseRequest,
  refs: RemoteRefs | null,
): Promise<Omit<Decision, 'refusals'>> {
  const last = await lastTagged(c)
  const named = namedVersion(request)
  // One that was begun is not above the last one any more, which a new one must be.
  const begun = named !== null && (named === last?.version || (await isCommitted(c, named, last)))
  const plan = await releasePlan(c.release, begun ? asCommitsSay : request)
  const choice = choosePublication({
    untagged: await untagged(c, plan, last, refs),
    unpublished: last !== null && refs !== null ? await unpublished(c, settings, last) : null,
    next: plan.next,
    last,
    named,
  })
  if (choice.kind === 'nothing') return { publication: null, again: false }
  const { tagPrefix, branch } = c.release.settings
  const changed = choice.kind === 'new' ? await readReleaseChanges(c.release) : []
  const publication: Publication = {
    version: choice.version,
    tag: `${tagPrefix}${choice.version}`,
    prerelease: (readVersion(choice.version)?.prerelease.length ?? 0) > 0,
    as: request.as,
    pre: request.pre,
    dataLosses: [...request.dataLosses],
    // Another one is refused, unless this is a rehearsal.
    branch: plan.branch ?? branch,
    head: plan.head,
    commit: choice.kind === 'new' ? null : choice.commit,
    edited: changed.length > 0,
    remote: c.remote.name,
    ...settings,
  }
  return { publication, again: choice.kind === 'again' }
}

/** The version that a person names in full; null for a step, or for none. */
function namedVersion({ as, pre }: ReleaseRequest): string | null {
  const version = as === null ? null : readVersion(pre === null ? as : `${as}-${pre}.1`)
  return version && versionText(version)
}

/** Whether a release commit of this version stands on the branch, behind the last tag. */
async function isCommitted(c: PublishContext, version: string, last: Candidate | null) {
  const not = last === null ? [] : [last.commit]
  const since = await releaseCommits(c.release, 'HEAD', not)
  return since.some((one) => one.version === version)
}

async function lastTagged(c: PublishContext): Promise<Candidate | null> {
  const { latest } = await basesOf(c.release, await openRepository(c.release))
  if (latest === null || latest.tag === null) return null
  return { version: versionText(latest.version), commit: latest.commit }
}

/** A release commit since the last tag that is tagged neither here nor at the remote. */
async function untagged(
  c: PublishContext,
  plan: ReleasePlan,
  last: Candidate | null,
  refs: RemoteRefs | null,
): Promise<Candidate | null> {
  const { tagPrefix } = c.release.settings
  const since = await releaseCommits(c.release, plan.head, last === null ? [] : [last.commit])
  const [newest] = since
  if (newest === undefined || refs?.tags.has(`${tagPrefix}${newest.version}`)) return null
  const before = last === null ? null : readVersion(last.version)
  const higher = before === null || (readVersion(newest.version)?.compare(before) ?? 0) > 0
  return higher ? newest : null
}

/** The last release, when this tool tagged it and GitHub does not show it. */
async function unpublished(
  c: PublishContext,
  { github }: PublishSettings,
  last: Candidate,
): Promise<Candidate | null> {
  if (github === null) return null
  const name = `${c.release.settings.tagPrefix}${last.version}`
  const tag = await readLocalTag(c.release, name)
  if (tag === null || !tag.message.includes(operationTrailer)) return null
  const found = await c.github.find(name)
  return found === null || found.draft ? last : null
}
