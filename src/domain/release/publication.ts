import type { JsonObject } from '../json.ts'

/**
 * One release on its way out, decided before anything changes and journaled as it is: from it and
 * from the world every step knows what is left to do.
 */
export interface Publication extends JsonObject {
  /** E.g. `1.3.0`. */
  readonly version: string
  /** E.g. `v1.3.0`. */
  readonly tag: string
  readonly prerelease: boolean
  /** What the person asked for, as `release bump` takes it. */
  readonly as: string | null
  readonly pre: string | null
  readonly dataLosses: readonly string[]
  /** The branch, and the commit on which it stood when this was decided. */
  readonly branch: string
  readonly head: string
  /** The release commit where it was there already; null: it is to be made on `head`. */
  readonly commit: string | null
  /** Version files or changelog were changed before, by a bump or by hand: taking back keeps that. */
  readonly edited: boolean
  /** Name of the remote. */
  readonly remote: string
  readonly sign: boolean
  /** Where the image goes, without tag; null: this project has none. */
  readonly image: string | null
  /** `owner/name` on GitHub; null: it is not there. */
  readonly github: string | null
  /** Files that are attached to the GitHub release, relative to the project. */
  readonly assets: readonly string[]
}

/** A version as a tag of an image: a build (`+5`) is legal in SemVer, and not there. */
export function imageTag(version: string): string {
  return version.replaceAll('+', '_')
}

/** What there is to publish, as far as the clone and its remote tell. */
export interface Candidates {
  /** The newest release commit that has no tag anywhere: merged, and then forgotten. */
  readonly untagged: Candidate | null
  /** The last tag, when this tool made it and its GitHub release is missing. */
  readonly unpublished: Candidate | null
  /** What the commits ask for; its commit is not made yet. */
  readonly next: { readonly version: string } | null
  /** The last tag. */
  readonly last: Candidate | null
  /** The very version that a person asks for; null: they name none. */
  readonly named: string | null
}

export interface Candidate {
  readonly version: string
  readonly commit: string
}

export type Choice =
  | { readonly kind: 'finish' | 'again'; readonly version: string; readonly commit: string }
  | { readonly kind: 'new'; readonly version: string }
  | { readonly kind: 'nothing' }

/**
 * What was begun comes before what is new, or it would never be finished: a release that was merged
 * and not tagged, then one that was tagged and not published. The last release is looked at again
 * when nothing else asks, which is how a second run finds a lost image. Who names a version gets that
 * one: finished where it was begun, and past a tagged one whose image cannot be built, say.
 */
export function choosePublication(candidates: Candidates): Choice {
  const { untagged, unpublished, next, last, named } = candidates
  if (untagged !== null) return { kind: 'finish', ...untagged }
  if (last !== null && last.version === named) {
    return { kind: unpublished === null ? 'again' : 'finish', ...last }
  }
  if (unpublished !== null && named === null) return { kind: 'finish', ...unpublished }
  if (next !== null) return { kind: 'new', version: next.version }
  return last === null ? { kind: 'nothing' } : { kind: 'again', ...last }
}
