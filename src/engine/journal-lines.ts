import { createHash } from 'node:crypto'
import { journalDamaged } from '../errors/index.ts'
import type { JournalEvent } from './journal-event.ts'

/** Where the chain of checksums stands: the number of the last line and its sum. */
export interface ChainEnd {
  readonly seq: number
  readonly sum: string
}

export const chainStart: ChainEnd = { seq: 0, sum: '' }

const record = /^\{"seq":([1-9][0-9]{0,8}),"sum":"([0-9a-f]{64})","event":(\{.*\})\}$/s
const headLength = (seq: number) => `{"seq":${seq},"sum":"${'0'.repeat(64)}","event":`.length
const newline = 0x0a

/** One event as a line with its newline. Each sum covers the sum before, so no line can be moved. */
export function toLine(event: JournalEvent, before: ChainEnd): { line: string; end: ChainEnd } {
  const body = JSON.stringify(event)
  const seq = before.seq + 1
  const sum = sumOf(before, seq, body)
  return { line: `{"seq":${seq},"sum":"${sum}","event":${body}}\n`, end: { seq, sum } }
}

export interface JournalContent {
  readonly events: readonly JournalEvent[]
  readonly end: ChainEnd
  /** Bytes of the good part. */
  readonly goodBytes: number
  /** True when the file goes on after the good part: a write that the power cut short. */
  readonly torn: boolean
}

/**
 * Reads a journal. An unfinished last line (no newline) is what a power cut leaves and is dropped;
 * @throws OpsctlError JOURNAL_DAMAGED for anything else that is not exactly as it was written.
 */
export function readLines(bytes: Uint8Array, path: string): JournalContent {
  const events: JournalEvent[] = []
  let end = chainStart
  let at = 0
  while (at < bytes.length) {
    const stop = bytes.indexOf(newline, at)
    if (stop < 0) {
      refuseFlippedNewline(bytes.subarray(at), end, path)
      return { events, end, goodBytes: at, torn: true }
    }
    const text = decode(bytes.subarray(at, stop))
    const read = text === null ? 'it is not UTF-8' : readLine(text, end)
    if (typeof read === 'string') throw journalDamaged(path, end.seq + 1, read)
    events.push(read.event)
    end = read.end
    at = stop + 1
  }
  return { events, end, goodBytes: at, torn: false }
}

function readLine(text: string, before: ChainEnd): { event: JournalEvent; end: ChainEnd } | string {
  const match = record.exec(text)
  const [, number = '', sum = '', body = ''] = match ?? []
  if (!match) return 'it is not a journal line'
  const seq = Number(number)
  if (seq !== before.seq + 1) return `number ${seq} found where ${before.seq + 1} belongs`
  if (sum !== sumOf(before, seq, body)) return 'its checksum does not fit'
  return { event: JSON.parse(body) as JournalEvent, end: { seq, sum } }
}

/** A whole line followed by something else than its newline was not cut short, it was altered. */
function refuseFlippedNewline(tail: Uint8Array, before: ChainEnd, path: string): void {
  const seq = before.seq + 1
  if (tail.length <= headLength(seq)) return
  const text = decode(tail.subarray(0, -1))
  if (text !== null && typeof readLine(text, before) !== 'string') {
    throw journalDamaged(path, seq, 'its end is altered')
  }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

function sumOf(before: ChainEnd, seq: number, body: string): string {
  return createHash('sha256').update(`${before.sum}\n${seq}\n${body}`).digest('hex')
}
