import { type Commit, firstLine } from './commit.ts'
import type { Reverts } from './commit-grammar.ts'

/** Where a commit belongs. */
export interface Placed {
  /** The release that first contains it: the number given for its tag, 0: none yet. */
  readonly release: number
  /** A later commit of the same release took it back. */
  readonly cancelled: boolean
  /** What that commit said; null when the merge that brought this one was taken back, or nothing was. */
  readonly by: Reverts | null
}

interface Pending {
  release: number
  reverts: OpenReverts | null
  /** All ways down to here lead over a branch whose merge was taken back. */
  gone: boolean
}

/**
 * Places the commits of a history that comes children first (`--topo-order`), keeping no more than
 * the commits that are awaited. Two rules, both exact for every graph and every such order:
 * - A commit belongs to the oldest release from whose tag it can be reached.
 * - A revert takes back a commit of the same release that is its ancestor, unless it was itself taken
 *   back. Of parallel lines it takes back nothing: merging them brings the change back. A merge that is
 *   taken back takes with it what came only by its other parents.
 */
export class HistoryWalk {
  readonly #tags: ReadonlyMap<string, number>
  readonly #awaited = new Map<string, Pending>()
  /** By release, how many awaited commits belong to it so far. */
  readonly #open: number[] = [0]

  /** `tags`: commit to number, growing from the newest release (1) to the oldest. */
  constructor(tags: ReadonlyMap<string, number>) {
    this.#tags = tags
  }

  /** Takes the next commit, and what it takes back. */
  place(commit: Pick<Commit, 'hash' | 'parents' | 'message'>, reverts: Reverts | null): Placed {
    const { hash, parents } = commit
    const awaited = this.#awaited.get(hash)
    const here: Pending = awaited ?? { release: 0, reverts: null, gone: false }
    if (awaited) {
      this.#awaited.delete(hash)
      this.#count(here.release, -1)
    }
    const tag = this.#tags.size === 0 ? undefined : this.#tags.get(hash)
    if (tag !== undefined && tag > here.release) {
      here.release = tag
      here.reverts = null
      here.gone = false
    }
    const taken = here.reverts?.take(hash, commit.message) ?? null
    const cancelled = here.gone || taken !== null
    if (reverts !== null && !cancelled) {
      here.reverts ??= new OpenReverts()
      here.reverts.add(reverts)
    }
    for (let at = 0; at < parents.length; at++) {
      const kept = taken === null || parents.length === 1 || isMainline(parents, at, taken)
      this.#expect(parents[at] as string, here, here.gone || !kept, at > 0)
    }
    return { release: here.release, cancelled, by: taken }
  }

  /** True when no commit of that release can come any more. */
  isComplete(release: number): boolean {
    return (this.#open[release] ?? 0) === 0
  }

  #expect(parent: string, child: Pending, gone: boolean, copy: boolean): void {
    const known = this.#awaited.get(parent)
    if (known === undefined) {
      // Only the first parent may go on with the child's own set; the others get a copy.
      const reverts = copy ? (child.reverts?.copy() ?? null) : child.reverts
      this.#awaited.set(parent, { release: child.release, reverts, gone })
      this.#count(child.release, 1)
    } else if (known.release === child.release) {
      known.gone &&= gone
      if (child.reverts !== null && known.reverts !== child.reverts) {
        known.reverts = known.reverts?.with(child.reverts) ?? child.reverts.copy()
      }
    } else if (known.release < child.release) {
      this.#count(known.release, -1)
      this.#count(child.release, 1)
      known.release = child.release
      known.reverts = child.reverts?.copy() ?? null
      known.gone = gone
    }
  }

  #count(release: number, by: number): void {
    this.#open[release] = (this.#open[release] ?? 0) + by
  }
}

function isMainline(parents: readonly string[], at: number, taken: Reverts): boolean {
  const { mainline } = taken
  const named = mainline === null ? -1 : parents.findIndex((one) => one.startsWith(mainline))
  return at === (named === -1 ? 0 : named)
}

/** What is still to be taken back further down, by full hash, by abbreviation or by first line. */
class OpenReverts {
  readonly #full = new Map<string, Reverts>()
  readonly #short = new Map<string, Reverts>()
  readonly #headers = new Map<string, Reverts>()

  add(reverts: Reverts): void {
    for (const hash of reverts.hashes)
      (hash.length < 40 ? this.#short : this.#full).set(hash, reverts)
    if (reverts.header !== null) this.#headers.set(unnumbered(reverts.header), reverts)
  }

  /** The revert that takes this commit back, which is then done with it; null: none. */
  take(hash: string, message: string): Reverts | null {
    return (
      takeFrom(this.#full, hash) ??
      (this.#short.size === 0
        ? null
        : takeFrom(
            this.#short,
            [...this.#short.keys()].find((short) => hash.startsWith(short)),
          )) ??
      (this.#headers.size === 0 ? null : takeFrom(this.#headers, unnumbered(firstLine(message))))
    )
  }

  copy(): OpenReverts {
    return new OpenReverts().with(this)
  }

  with(more: OpenReverts): OpenReverts {
    for (const [key, one] of more.#full) this.#full.set(key, one)
    for (const [key, one] of more.#short) this.#short.set(key, one)
    for (const [key, one] of more.#headers) this.#headers.set(key, one)
    return this
  }
}

function takeFrom(open: Map<string, Reverts>, key: string | undefined): Reverts | null {
  const found = key === undefined ? undefined : open.get(key)
  if (key === undefined || found === undefined) return null
  open.delete(key)
  return found
}

/** A first line without the number of the pull request that GitHub's squashes add. */
function unnumbered(first: string): string {
  return first.endsWith(')') ? first.replace(/ \(#\d+\)$/, '') : first
}
