import { isDatabaseName, isDatabaseSnapshotName } from './database-name.ts'

/** Why a text cannot be what it should be, and what to type instead. */
export interface Refusal {
  readonly rule: string
  readonly fix: string
}

/** Which volumes and databases are meant. */
export type Selector =
  | { readonly kind: 'volume'; readonly id: string }
  | { readonly kind: 'database'; readonly name: string }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string }

/** EC2's IDs: 8 hexadecimal digits in the past, 17 today (EC2 user guide, "Resource IDs"). */
const digits = '[0-9a-f]{8}(?:[0-9a-f]{9})?'
const snapshotId = new RegExp(`^snap-${digits}$`)
const volumeId = new RegExp(`^vol-${digits}$`)

export function isSnapshotId(text: string): boolean {
  return snapshotId.test(text)
}

export function isVolumeId(text: string): boolean {
  return volumeId.test(text)
}

const kinds: Readonly<Record<string, string>> = {
  'vol-': 'a volume',
  'ami-': 'a machine image',
  'i-': 'an instance',
  'lt-': 'a launch template',
  'arn:': 'an ARN, which may be of another account or region',
}

/** Null when the text can be a snapshot's ID: `snap-…`, or the name of a snapshot of RDS. */
export function snapshotIdRefusal(text: string): Refusal | null {
  if (isSnapshotId(text)) return null
  const fix = 'give an ID as `opsctl snapshot list` prints it: snap-0123456789abcdef0'
  const prefix = Object.keys(kinds).find((known) => text.startsWith(known))
  if (prefix !== undefined)
    return { rule: `${show(text)} is ${kinds[prefix]}, not a snapshot`, fix }
  if (!text.startsWith('snap-') && isDatabaseSnapshotName(text)) return null
  return { rule: `${show(text)} is not a snapshot's ID`, fix }
}

/**
 * A selector of volumes and databases: `vol-…`, the name of an RDS instance, or `KEY=VALUE`; nothing
 * that could mean "all of them".
 */
export function parseSelector(text: string): Selector | Refusal {
  const fix =
    'name a volume (vol-0123456789abcdef0), an RDS instance (shop-prod) or a tag (DataOf=postgres)'
  if (text.trim() === '') return { rule: 'is empty', fix }
  if (isVolumeId(text)) return { kind: 'volume', id: text }
  const prefix = Object.keys(kinds).find((known) => text.startsWith(known))
  if (text.startsWith('vol-')) return { rule: `${show(text)} is not a volume's ID`, fix }
  if (isSnapshotId(text)) return { rule: `${show(text)} is a snapshot, not a volume`, fix }
  if (prefix !== undefined) return { rule: `${show(text)} is ${kinds[prefix]}, not a volume`, fix }
  if (!text.startsWith('snap-') && isDatabaseName(text)) return { kind: 'database', name: text }
  const [key = '', ...rest] = text.split('=')
  const value = rest.join('=')
  if (key.trim() === '' || value.trim() === '')
    return { rule: `${show(text)} selects nothing`, fix }
  // EC2 filters read * and ? as wild cards (EC2 API reference, "Filter").
  if (/[*?]/.test(text)) return { rule: `${show(text)} has a wild card`, fix }
  return { kind: 'tag', key, value }
}

function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
