import type { ReleaseNotes } from '../../domain/release/release-notes.ts'
import type { RepositoryLinks } from '../../domain/release/repository-links.ts'
import type { ReleaseContext } from './context.ts'
import { gather } from './gather.ts'
import { type Bases, basesOf, highest, openRepository, type Release } from './history.ts'

/** The last releases, and what came since. */
export interface Since extends Bases {
  /** Full hash of what is checked out. */
  readonly head: string
  readonly branch: string | null
  readonly links: RepositoryLinks | null
  /** The releases that a new one could meet, in this history or not. */
  readonly tagged: readonly Release[]
  /** Of what came since `stable`. */
  readonly notes: ReleaseNotes
  /** Of what came since `latest`; the same as `notes` where that is no pre-release. */
  readonly recent: ReleaseNotes
}

/** @throws OpsctlError NOT_A_REPOSITORY, NO_COMMITS, SHALLOW_CLONE */
export async function sinceLast(c: ReleaseContext): Promise<Since> {
  const repository = await openRepository(c)
  const since = async (bases: Bases) => {
    const { stable, latest } = bases
    const unfinished = latest === null || latest === stable ? null : latest.commit
    const from = stable?.commit ?? null
    const gathered = await gather(c, repository, repository.head, from, unfinished)
    return { ...repository, ...bases, ...gathered }
  }
  // The highest tags of all are nearly always part of this history; reading it shows whether.
  if (repository.tagged.length > 0) {
    const first = await since(highest(repository.tagged))
    if (first.contained) return first
  }
  return since(await basesOf(c, repository))
}
