import type { Snapshot } from '../snapshot/snapshot.ts'
import { snapshotTags, type Tags } from '../snapshot/tags.ts'
import type { KeepPolicy } from './policy.ts'
import { Texts } from './texts.ts'

/** Tags that decide about any snapshot: whose it is, and what its verification said. */
const always: ReadonlySet<string> = new Set([
  'Project',
  'Environment',
  snapshotTags.verdict,
  snapshotTags.verifiedAt,
])

/** What many snapshots have in common. */
type Common = Omit<Snapshot, 'id' | 'startedAt'>

/**
 * Snapshots that need little, so that 100,000 of them can be planned at once: what many have in common
 * is there once, ID and time lie in flat memory outside of V8's heap. What stays in that heap while a
 * listing is read would make its young part grow to three times 16 MB (`docs/benchmarks.md`).
 */
export class Shelf {
  readonly #policy: KeepPolicy | null
  /** Tags by which a rule of the policy keeps. */
  readonly #asked: ReadonlySet<string>
  readonly #ids = new Texts()
  /** Milliseconds; NaN: the text is in `#oddTimes`. */
  #times = new Float64Array(64)
  #commons = new Uint32Array(64)
  readonly #oddTimes = new Map<number, string>()
  readonly #common: Common[] = []
  readonly #known = new Map<string, number>()

  /**
   * @param policy keeps of the tags only those that a prune by it decides by, and of the operation's
   *   ID only that there was one, unless a rule asks for it; null keeps all tags
   */
  constructor(policy: KeepPolicy | null) {
    this.#policy = policy
    this.#asked = new Set((policy?.tags ?? []).map((one) => one.split('=')[0] ?? ''))
  }

  get length(): number {
    return this.#ids.length
  }

  add(snapshot: Snapshot): void {
    const row = this.length
    if (row === this.#times.length) this.#grow()
    const time = Date.parse(snapshot.startedAt)
    const exact = !Number.isNaN(time) && new Date(time).toISOString() === snapshot.startedAt
    this.#times[row] = exact ? time : Number.NaN
    if (!exact) this.#oddTimes.set(row, snapshot.startedAt)
    this.#commons[row] = this.#commonOf(snapshot)
    this.#ids.add(snapshot.id)
  }

  id(row: number): string {
    return this.#ids.at(row)
  }

  startedAt(row: number): string {
    return this.#oddTimes.get(row) ?? new Date(this.#times[row] ?? 0).toISOString()
  }

  common(row: number): Common {
    return this.#common[this.#commons[row] ?? 0] as Common
  }

  at(row: number): Snapshot {
    return { id: this.id(row), startedAt: this.startedAt(row), ...this.common(row) }
  }

  /** All rows, in the order of `newestFirst`. */
  newestFirst(): Uint32Array {
    return Uint32Array.from({ length: this.length }, (_, row) => row).sort((a, b) =>
      this.#compare(a, b),
    )
  }

  #compare(a: number, b: number): number {
    const newer = (this.#times[b] ?? 0) - (this.#times[a] ?? 0)
    if (newer !== 0 && !Number.isNaN(newer)) return newer
    const [one, other] = [this.startedAt(a), this.startedAt(b)]
    if (one !== other) return one < other ? 1 : -1
    return this.id(a) < this.id(b) ? 1 : this.id(a) > this.id(b) ? -1 : 0
  }

  #commonOf(snapshot: Snapshot): number {
    if (this.#policy === null) return this.#common.push(commonOf(snapshot, snapshot.tags)) - 1
    const { source, state, progress, sizeGib, encrypted, owner, tags } = snapshot
    let key = `${source}\0${state}\0${progress}\0${sizeGib}\0${encrypted}\0${owner}`
    for (const name in tags) {
      const told = this.#told(name, tags)
      if (told !== null) key += `\0${name}\0${told}`
    }
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const lean = Object.keys(tags).flatMap((name) => {
      const told = this.#told(name, tags)
      return told === null ? [] : [[name, told]]
    })
    const place = this.#common.push(commonOf(snapshot, Object.fromEntries(lean))) - 1
    this.#known.set(key, place)
    return place
  }

  /** What is kept of a tag; null: it does not count. */
  #told(name: string, tags: Tags): string | null {
    if (this.#asked.has(name)) return tags[name] ?? ''
    // What belongs to a service of AWS is known by the key alone.
    if (name.startsWith('aws:') || name === snapshotTags.operation) return ''
    return always.has(name) ? (tags[name] ?? '') : null
  }

  #grow(): void {
    const [times, commons] = [this.#times, this.#commons]
    this.#times = new Float64Array(times.length * 2)
    this.#times.set(times)
    this.#commons = new Uint32Array(commons.length * 2)
    this.#commons.set(commons)
  }
}

function commonOf(snapshot: Snapshot, tags: Tags): Common {
  const { id: _id, startedAt: _at, ...rest } = snapshot
  return { ...rest, tags }
}

/** All of them, with all of their tags. */
export function shelfOf(snapshots: Iterable<Snapshot>, policy: KeepPolicy | null = null): Shelf {
  const shelf = new Shelf(policy)
  for (const one of snapshots) shelf.add(one)
  return shelf
}
