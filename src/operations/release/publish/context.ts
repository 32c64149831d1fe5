import type { Publication } from '../../../domain/release/publication.ts'
import type { Facts, Step } from '../../../engine/step.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Exec } from '../../../ports/exec.ts'
import type { Files } from '../../../ports/files.ts'
import type { GitActions } from '../../../ports/git.ts'
import type { GithubReleases } from '../../../ports/github-releases.ts'
import type { ImageRegistry } from '../../../ports/image-registry.ts'
import type { ImageContext } from '../../image/context.ts'
import type { ReleaseContext } from '../context.ts'
import type { Remote } from './remote.ts'

/** All that publishing needs of the world. */
export interface PublishContext {
  /** Reads and decides as `release bump` does. */
  readonly release: ReleaseContext & { readonly files: Files }
  readonly git: GitActions
  /** Runs the container engine. */
  readonly exec: Exec
  readonly remote: Remote
  readonly registry: ImageRegistry
  readonly github: GithubReleases
  /** What the image operations need, for sources in another folder than the project's. */
  image(source: ImageSource): ImageContext
  readonly clock: Clock
  /** Name of the project: the source archive's. */
  readonly project: string
}

export interface ImageSource {
  /** Absolute folder of the project in the tree that is built. */
  readonly folder: string
  /** Tag of the image. */
  readonly version: string
  readonly commit: string
}

/** One publication at work: the world, and what was decided. */
export interface Publishing extends PublishContext {
  readonly publication: Publication
  /** ID of the operation. */
  readonly operation: string
}

export type PublishStep = Step<Publishing>

/** The release commit, which the commit step left in the facts. */
export function commitOf(facts: Facts): string {
  const { commit } = facts
  if (typeof commit === 'string') return commit
  throw new Error('the commit step left no commit')
}
