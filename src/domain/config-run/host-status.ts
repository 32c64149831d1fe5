import { withoutControls } from '../control-characters.ts'
import type { HostOutcome } from './outcome.ts'

/** What a host says of itself: /etc/opsctl/release.json (ansible/roles/record) and what runs. */
export interface HostRecord {
  readonly complete: boolean
  readonly role: string
  readonly configuration: string
  readonly digest: string
  readonly version: string
}

export interface HostAnswer {
  /** Null when the host has none, or none that can be read. */
  readonly record: HostRecord | null
  /** Digest of the image that runs; empty when none does. */
  readonly running: string
}

/** What the repository would give: hash of the configuration, and the release's image or null. */
export interface Wanted {
  readonly configuration: string
  readonly digest: string | null
}

/** `kept`: it differs, and stands so for a rollback. */
export type StatusWord =
  | 'current'
  | 'kept'
  | 'differs'
  | 'unfinished'
  | 'never configured'
  | 'no answer'

export interface HostStatus {
  readonly host: string
  readonly role: string
  readonly word: StatusWord
  readonly configuration: string
  readonly digest: string
  readonly running: string
  readonly version: string
  /** What does not fit, in a few words each. */
  readonly reasons: readonly string[]
}

/** A host is current only when its run ended, and all that it says is what the repository gives. */
export function statusOf(
  outcome: HostOutcome,
  answer: HostAnswer | null,
  wanted: Wanted,
): HostStatus {
  const record = answer?.record ?? null
  const running = answer?.running ?? ''
  const known = {
    host: outcome.host,
    role: record?.role ?? '',
    configuration: record?.configuration ?? '',
    digest: record?.digest ?? '',
    version: record?.version ?? '',
    running,
  }
  if (answer === null)
    return { ...known, word: 'no answer', reasons: [outcome.trouble ?? outcome.word] }
  if (record === null) return { ...known, word: 'never configured', reasons: ['it has no record'] }
  const reasons = differences(record, running, wanted)
  if (!record.complete) {
    return { ...known, word: 'unfinished', reasons: ['its last run did not end', ...reasons] }
  }
  return { ...known, word: reasons.length === 0 ? 'current' : 'differs', reasons }
}

function differences(record: HostRecord, running: string, wanted: Wanted): readonly string[] {
  const configuration =
    record.configuration === wanted.configuration ? [] : ['another configuration']
  // Only a service's host has an image.
  if (record.digest === '') return configuration
  return [
    ...configuration,
    ...(wanted.digest === null || record.digest === wanted.digest ? [] : ['another image']),
    ...(running === '' ? ['the service does not run'] : []),
    ...(running === '' || running === record.digest ? [] : ['runs another image than recorded']),
  ]
}

/** Reads what a host told; its file is foreign text, and anything unexpected in it is no record. */
export function readAnswer(told: { readonly [key: string]: unknown }): HostAnswer {
  const image = typeof told['running'] === 'string' ? told['running'] : ''
  const text = typeof told['record'] === 'string' ? told['record'] : ''
  return { record: readRecord(text), running: digestIn(image) }
}

/** `sha256:…` of a reference by digest; empty for any other. */
export function digestIn(image: string): string {
  return /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1] ?? ''
}

function readRecord(text: string): HostRecord | null {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof found !== 'object' || found === null) return null
  const given = found as Readonly<Record<string, unknown>>
  // JSON hides control characters from whoever cleaned the text that it came in.
  const word = (name: string) =>
    typeof given[name] === 'string' ? withoutControls(given[name]) : ''
  if (given['schema'] !== 1 || typeof given['complete'] !== 'boolean') return null
  return {
    complete: given['complete'],
    role: word('role'),
    configuration: word('configuration'),
    digest: word('digest'),
    version: word('version'),
  }
}
