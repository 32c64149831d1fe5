import { snapshotTags, type Tags } from './tags.ts'

/** A copy of one volume or database at one moment. */
export interface Snapshot {
  /** `snap-…`, or the name of a snapshot of RDS. */
  readonly id: string
  /** The volume it is a copy of, `vol-…`, or the RDS instance, `db-…`. */
  readonly source: string
  /** ISO 8601: the data is as it was then. */
  readonly startedAt: string
  readonly state: SnapshotState
  /** Of the copy, in percent; null when AWS does not tell. */
  readonly progress: number | null
  /** Size of the volume, in GiB. */
  readonly sizeGib: number
  readonly encrypted: boolean
  /** Twelve digits. */
  readonly owner: string
  readonly tags: Tags
}

/** EC2 API reference, Snapshot, `state`. */
export type SnapshotState = 'pending' | 'completed' | 'error' | 'recoverable' | 'recovering'

/** Whose snapshots are meant. */
export interface Realm {
  readonly project: string
  readonly environment: string
  /** Twelve digits. */
  readonly account: string
}

/** True when our tags say that the snapshot is of this project and environment, in this account. */
export function belongsTo(snapshot: Pick<Snapshot, 'owner' | 'tags'>, realm: Realm): boolean {
  return (
    snapshot.owner === realm.account &&
    snapshot.tags['Project'] === realm.project &&
    snapshot.tags['Environment'] === realm.environment
  )
}

export interface Verdict {
  readonly good: boolean
  /** ISO 8601. */
  readonly at: string
  /** From the empty volume to a database that answers, in seconds; null when it never did. */
  readonly recoverySeconds: number | null
}

/** What the last `snapshot verify` found; null when there was none, or its tags cannot be read. */
export function verdictOf(snapshot: Pick<Snapshot, 'tags'>): Verdict | null {
  const word = snapshot.tags[snapshotTags.verdict]
  const at = snapshot.tags[snapshotTags.verifiedAt] ?? ''
  if ((word !== 'good' && word !== 'bad') || Number.isNaN(Date.parse(at))) return null
  const recovery = Number(snapshot.tags[snapshotTags.recoverySeconds])
  return { good: word === 'good', at, recoverySeconds: Number.isFinite(recovery) ? recovery : null }
}

/** Seconds between the moment of the data and `now`; negative when one of the two clocks is wrong. */
export function ageSeconds(snapshot: Pick<Snapshot, 'startedAt'>, now: Date): number {
  return (now.getTime() - Date.parse(snapshot.startedAt)) / 1000
}

/** Newest first; of two of the same moment the greater ID, so that the order never wavers. */
export function newestFirst(
  a: Pick<Snapshot, 'id' | 'startedAt'>,
  b: Pick<Snapshot, 'id' | 'startedAt'>,
): number {
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? 1 : -1
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0
}
