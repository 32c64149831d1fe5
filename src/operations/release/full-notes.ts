import { type Commit, firstLine } from '../../domain/release/commit.ts'
import { type ReadCommit, readCommit } from '../../domain/release/commit-grammar.ts'
import { HistoryWalk } from '../../domain/release/history-walk.ts'
import { notesTitle, ReleaseNotes } from '../../domain/release/release-notes.ts'
import { isPrerelease, versionText } from '../../domain/release/version.ts'
import { shallowClone } from '../../errors/index.ts'
import { LogReader, log } from '../../tools/git/log.ts'
import type { ReleaseContext } from './context.ts'
import { styleOf } from './gather.ts'
import { isShallow, openRepository, type Release, type Repository, releaseAt } from './history.ts'

/**
 * The notes of the whole history, newest release first, as UTF-8 in pieces: one walk over the history,
 * and no more in memory than the releases that are open at once (which go to files when they are large).
 * Pre-releases are told with the release that they led to. Releases are known by their tags, in a
 * clone without any by their release commits.
 * @throws OpsctlError SHALLOW_CLONE, NOT_A_REPOSITORY, NO_COMMITS before the first piece
 */
export async function* fullNotes(c: ReleaseContext): AsyncIterable<Uint8Array> {
  // The history is long on its way: it starts before the rest is known.
  const pieces = c.streams.pieces(log(c.folder, { to: 'HEAD', not: [] }))[Symbol.asyncIterator]()
  const first = pieces.next()
  first.catch(() => undefined)
  try {
    const repository = await openRepository(c)
    if (await isShallow(c)) throw shallowClone(c.folder)
    yield* tell(c, repository, await first, pieces)
  } finally {
    await pieces.return?.()
  }
}

async function* tell(
  c: ReleaseContext,
  repository: Repository,
  first: IteratorResult<Uint8Array>,
  rest: AsyncIterator<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const telling = new Telling(c, repository)
  const reader = new LogReader()
  const byCommit = repository.tagged.length === 0
  for (let next = first; next.done !== true; next = await rest.next()) {
    for (const commit of reader.take(next.value)) {
      const read = readCommit(commit.message)
      if (byCommit && read.scope === 'release') {
        const release = await releaseAt(c, commit.hash, firstLine(commit.message))
        if (release !== null) telling.learn(release)
      }
      telling.take(commit, read)
      yield* telling.complete()
    }
  }
  yield* telling.rest()
}

/** The releases that are being gathered, in the order in which they are told. */
class Telling {
  readonly #c: ReleaseContext
  readonly #repository: Repository
  readonly #releases: Release[]
  readonly #tags: Map<string, number>
  readonly #walk: HistoryWalk
  readonly #open: { release: number; notes: ReleaseNotes }[] = []
  #last: { release: number; notes: ReleaseNotes }
  #first = true

  constructor(c: ReleaseContext, repository: Repository) {
    this.#c = c
    this.#repository = repository
    this.#releases = repository.tagged.filter((one) => !isPrerelease(one.version))
    this.#tags = new Map(
      this.#releases.map(({ commit }, index) => [commit, index + 1] as const).reverse(),
    )
    this.#walk = new HistoryWalk(this.#tags)
    this.#last = this.#begin(0)
  }

  /** A release older than all that are known. */
  learn(release: Release): void {
    if (isPrerelease(release.version)) return
    this.#releases.push(release)
    this.#tags.set(release.commit, this.#releases.length)
  }

  take(commit: Commit, read: ReadCommit): void {
    const { release, cancelled, by } = this.#walk.place(commit, read.reverts)
    if (release !== this.#last.release) {
      this.#last = this.#open.find((one) => one.release === release) ?? this.#begin(release)
    }
    const merge = commit.parents.length > 1
    if (cancelled) this.#last.notes.addCancelled(commit.time, merge, by)
    else this.#last.notes.add(commit.hash, commit.time, merge, read)
  }

  /** What can be told now: from the first on, as far as no commit of them can come any more. */
  *complete(): Iterable<Uint8Array> {
    for (
      let head = this.#open[0];
      head && this.#walk.isComplete(head.release);
      head = this.#open[0]
    ) {
      yield* this.#tell(head)
      this.#open.shift()
    }
  }

  *rest(): Iterable<Uint8Array> {
    for (const one of this.#open.splice(0)) yield* this.#tell(one)
    if (this.#first) yield Buffer.from('Nothing is released and nothing is unreleased.\n')
  }

  #begin(release: number) {
    const begun = { release, notes: new ReleaseNotes(styleOf(this.#c, this.#repository)) }
    this.#open.push(begun)
    return begun
  }

  *#tell({ release, notes }: { release: number; notes: ReleaseNotes }): Iterable<Uint8Array> {
    if (notes.commits === 0) return
    const told = this.#releases[release - 1]
    const before = this.#releases[release]
    const title = {
      version: told ? versionText(told.version) : null,
      time: notes.time,
      from: before ? (before.tag ?? before.commit) : null,
      to: told ? (told.tag ?? told.commit) : this.#repository.head,
    }
    yield Buffer.from(`${this.#first ? '' : '\n'}${notesTitle(title, this.#repository.links)}`)
    this.#first = false
    yield* notes.body()
  }
}
