import type { Snapshot } from '../domain/snapshot/snapshot.ts'
import type { Tags } from '../domain/snapshot/tags.ts'

/** Which snapshots of the account to list: those that carry all of these tags. */
export interface SnapshotFilter {
  readonly tags: Tags
  /** Only copies of this volume or, by its `db-…`, of this RDS instance. */
  readonly source?: string | undefined
}

export interface SnapshotReader {
  /**
   * Page by page or in smaller pieces, in AWS's order (none). The next page is fetched while one is
   * being read.
   * @throws OpsctlError PAGE_CUT when a page is not whole or pages go in a circle
   */
  pages(filter: SnapshotFilter): AsyncIterable<readonly Snapshot[]>
  /** Null when the account has no such snapshot in this region. */
  find(id: string): Promise<Snapshot | null>
  /** Who may make volumes from it: its owner, other accounts, or everybody. */
  sharing(id: string): Promise<Sharing>
}

export type Sharing = 'private' | 'shared' | 'public'

export interface SnapshotWriter {
  /**
   * Asks for a copy of a volume once; never repeats by itself, since a repetition would make a second one.
   * @throws LostReply when AWS may or may not have made it
   */
  create(volume: string, description: string, tags: Tags): Promise<Snapshot>
  tag(id: string, tags: Tags): Promise<void>
  /** Harmless when it is gone already. */
  remove(id: string): Promise<void>
}

/** The snapshot that a dry run did not make; nobody waits for it. */
export const dryRunSnapshot = 'snap-dry-run'

/** What in the account holds on to snapshots, apart from opsctl's own records. */
export interface SnapshotNeeds {
  /** Images, launch templates of any version, volumes that are being made, exports of RDS. */
  read(): Promise<SnapshotNeedsFound>
}

export interface SnapshotNeedsFound {
  readonly needed: ReadonlyMap<string, readonly string[]>
  /** What could not be read, in words. */
  readonly unread: readonly string[]
}

/** A changing call that ended without an answer: look whether it happened before trying again. */
export class LostReply extends Error {
  constructor(what: string, cause: unknown) {
    super(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'LostReply'
  }
}
