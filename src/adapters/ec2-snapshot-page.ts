import type { Snapshot, SnapshotState } from '../domain/snapshot/snapshot.ts'

export interface SnapshotPage {
  readonly snapshots: Snapshot[]
  /** Null on the last page. */
  readonly next: string | null
}

/** The page is not a whole answer; asking again may help. */
export class PageCut extends Error {
  /** Read by the SDK's retry middleware. */
  readonly $retryable = {}
}

/** More different texts than these do not come again and again. */
const mostShared = 4096

/**
 * Reads one answer of DescribeSnapshots as it arrives. The SDK's own reader builds an object of every
 * element of the whole page first, which is most of the time and memory of a long listing; this one
 * walks each piece once and keeps what a Snapshot has. Format: EC2 API reference, DescribeSnapshots.
 */
export class SnapshotPageReader {
  readonly #shared: Map<string, string>
  readonly #found: Snapshot[] = []
  /** The piece that is read now, begun with what of the last one was not a whole element. */
  #bytes: Buffer = Buffer.alloc(0)
  #next: string | null = null
  #one: Draft | null = null
  #inTags = false
  #key = ''
  #depth = 0

  /** @param shared texts that come again and again (volumes, tags), one copy of each */
  constructor(shared: Map<string, string>) {
    this.#shared = shared
  }

  /** @throws PageCut */
  add(piece: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, piece])
    // A character a byte, so that a place in the text is one in the bytes; markup is ASCII.
    const xml = this.#bytes.toString('latin1')
    let at = xml.indexOf('<')
    while (at >= 0) {
      const close = xml.indexOf('>', at)
      const end = close < 0 ? -1 : xml.indexOf('<', close)
      if (end < 0 || end + 1 === xml.length) break
      if (!endsLeaf(xml, at)) this.#element(xml, xml.slice(at + 1, close), close + 1, end)
      at = end
    }
    // A copy, or it would keep the whole piece alive.
    this.#bytes = Buffer.from(this.#bytes.subarray(Math.max(at, 0)))
  }

  /** @throws PageCut */
  end(): SnapshotPage {
    if (!/^<\/DescribeSnapshotsResponse>\s*$/.test(this.#bytes.toString('latin1'))) {
      throw new PageCut('DescribeSnapshots: the answer ends in the middle')
    }
    if (this.#depth !== 0) {
      throw new PageCut('DescribeSnapshots: the answer has unfinished parts')
    }
    return { snapshots: this.#found, next: this.#next }
  }

  /** A tag, and the text from `from` up to the next tag, which begins at `end`. */
  #element(xml: string, name: string, from: number, end: number): void {
    if (name === 'item') {
      this.#depth += 1
      if (this.#depth === 1) this.#one = draft()
    } else if (name === '/item') {
      if (this.#depth === 1 && this.#one !== null) this.#found.push(whole(this.#one))
      this.#depth -= 1
    } else if (name === 'tagSet') this.#inTags = true
    else if (name === '/tagSet') this.#inTags = false
    else if (xml.charCodeAt(end + 1) === slash) {
      this.#value(xml.slice(from, end), name, from, end)
    }
  }

  #value(text: string, name: string, from: number, end: number): void {
    const one = this.#one
    if (this.#inTags && one !== null) {
      if (name === 'key') this.#key = this.#once(text, from, end)
      else if (name === 'value') one.tags[this.#key] = this.#once(text, from, end)
    } else if (one !== null && this.#depth === 1) this.#take(one, name, text, from, end)
    else if (name === 'nextToken') this.#next = text === '' ? null : this.#own(from, end)
  }

  #take(one: Draft, name: string, text: string, from: number, end: number): void {
    if (name === 'snapshotId') one.id = this.#own(from, end)
    else if (name === 'volumeId') one.source = this.#once(text, from, end)
    else if (name === 'startTime') one.startedAt = this.#moment(text, from, end)
    else if (name === 'status') one.state = this.#once(text, from, end) as SnapshotState
    else if (name === 'progress') one.progress = text === '' ? null : Number.parseInt(text, 10)
    else if (name === 'volumeSize') one.sizeGib = Number(text)
    else if (name === 'encrypted') one.encrypted = text === 'true'
    else if (name === 'ownerId') one.owner = this.#once(text, from, end)
  }

  /** Always with milliseconds, so that times compare as texts. */
  #moment(text: string, from: number, end: number): string {
    if (text.length === 24 && text.endsWith('Z')) return this.#own(from, end)
    const time = Date.parse(text)
    return Number.isNaN(time) ? this.#own(from, end) : new Date(time).toISOString()
  }

  #once(text: string, from: number, end: number): string {
    const known = this.#shared.get(text)
    if (known !== undefined) return known
    const copy = this.#own(from, end)
    if (this.#shared.size < mostShared) {
      this.#shared.set(this.#bytes.toString('latin1', from, end), copy)
    }
    return copy
  }

  /** With memory of its own: a part of the piece's text would keep all of it alive (V8). */
  #own(from: number, end: number): string {
    return decode(this.#bytes.toString('utf8', from, end))
  }
}

const slash = 0x2f

/** The end of an element that holds a text: half of all tags, and they tell nothing. */
function endsLeaf(xml: string, at: number): boolean {
  const isEnd = xml.charCodeAt(at + 1) === slash
  return isEnd && !xml.startsWith('item>', at + 2) && !xml.startsWith('tagSet>', at + 2)
}

type Draft = { -readonly [K in keyof Snapshot]: Snapshot[K] } & { tags: Record<string, string> }

function draft(): Draft {
  return {
    id: '',
    source: '',
    startedAt: '',
    state: '' as SnapshotState,
    progress: null,
    sizeGib: 0,
    encrypted: false,
    owner: '',
    tags: {},
  }
}

function whole(one: Draft): Snapshot {
  if (one.id === '' || one.startedAt === '' || String(one.state) === '') {
    throw new PageCut('DescribeSnapshots: a snapshot without ID, time or state')
  }
  return one
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}

function decode(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (all, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    return entities[name] ?? all
  })
}
