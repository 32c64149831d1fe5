import type { Snapshot, SnapshotState } from '../domain/snapshot/snapshot.ts'

export interface SnapshotPage {
  readonly snapshots: readonly Snapshot[]
  /** Null on the last page. */
  readonly next: string | null
}

/** The page is not a whole answer; asking again may help. */
export class PageCut extends Error {
  /** Read by the SDK's retry middleware. */
  readonly $retryable = {}
}

/**
 * Reads one answer of DescribeSnapshots. The SDK's own reader builds an object of every element
 * first, which is most of the time of a long listing; this one walks the text once and keeps what
 * a Snapshot has. Format: EC2 API reference, DescribeSnapshots.
 * @param shared texts that come again and again (volumes, tags), one copy of each
 * @throws PageCut
 */
export function readSnapshotPage(xml: string, shared: Map<string, string>): SnapshotPage {
  if (!/<\/DescribeSnapshotsResponse>\s*$/.test(xml.slice(-200))) {
    throw new PageCut('DescribeSnapshots: the answer ends in the middle')
  }
  const snapshots: Snapshot[] = []
  let next: string | null = null
  let one: Draft | null = null
  let inTags = false
  let key = ''
  let depth = 0
  for (let at = xml.indexOf('<'); at >= 0; ) {
    const close = xml.indexOf('>', at)
    const end = xml.indexOf('<', close)
    const name = xml.slice(at + 1, close)
    if (name === 'item') {
      depth += 1
      if (depth === 1) one = { tags: {} }
    } else if (name === '/item') {
      if (depth === 1 && one !== null) snapshots.push(whole(one))
      depth -= 1
    } else if (name === 'tagSet') inTags = true
    else if (name === '/tagSet') inTags = false
    else if (end >= 0 && xml.charCodeAt(end + 1) === 0x2f && name.charCodeAt(0) !== 0x2f) {
      const text = xml.slice(close + 1, end)
      if (inTags && one !== null) {
        if (name === 'key') key = once(text, shared)
        else if (name === 'value') one.tags[key] = once(text, shared)
      } else if (one !== null && depth === 1) take(one, name, text, shared)
      else if (name === 'nextToken') next = text === '' ? null : own(decode(text))
    }
    at = end
  }
  if (depth !== 0) throw new PageCut('DescribeSnapshots: the answer has unfinished parts')
  return { snapshots, next }
}

interface Draft {
  id?: string
  source?: string
  startedAt?: string
  state?: SnapshotState
  progress?: number | null
  sizeGib?: number
  encrypted?: boolean
  owner?: string
  readonly tags: Record<string, string>
}

function take(one: Draft, name: string, text: string, shared: Map<string, string>): void {
  if (name === 'snapshotId') one.id = own(text)
  else if (name === 'volumeId') one.source = once(text, shared)
  else if (name === 'startTime') one.startedAt = moment(text)
  else if (name === 'status') one.state = once(text, shared) as SnapshotState
  else if (name === 'progress') one.progress = text === '' ? null : Number.parseInt(text, 10)
  else if (name === 'volumeSize') one.sizeGib = Number(text)
  else if (name === 'encrypted') one.encrypted = text === 'true'
  else if (name === 'ownerId') one.owner = once(text, shared)
}

function whole(one: Draft): Snapshot {
  const { id, startedAt, state } = one
  if (id === undefined || startedAt === undefined || state === undefined) {
    throw new PageCut('DescribeSnapshots: a snapshot without ID, time or state')
  }
  return {
    id,
    source: one.source ?? '',
    startedAt,
    state,
    progress: one.progress ?? null,
    sizeGib: one.sizeGib ?? 0,
    encrypted: one.encrypted ?? false,
    owner: one.owner ?? '',
    tags: one.tags,
  }
}

/** Always with milliseconds, so that times compare as texts. */
function moment(text: string): string {
  if (text.length === 24 && text.endsWith('Z')) return own(text)
  const time = Date.parse(text)
  return Number.isNaN(time) ? own(text) : new Date(time).toISOString()
}

function once(text: string, shared: Map<string, string>): string {
  const known = shared.get(text)
  if (known !== undefined) return known
  const copy = own(decode(text))
  shared.set(own(text), copy)
  return copy
}

/** A copy with memory of its own: a part of a text keeps the whole page alive (V8). */
function own(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8')
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
