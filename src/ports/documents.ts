/**
 * Small JSON documents with conditional writes: the state bucket, or a folder for a local backend.
 * Lock and ledger stand on it. Keys use `/` and hold [A-Za-z0-9._-] between.
 */
export interface Documents {
  /** Content and version tag; null when absent. */
  read(key: string): Promise<StoredDocument | null>
  /** Writes only when absent. False when somebody was first. */
  create(key: string, body: string): Promise<boolean>
  /** Writes only when the stored tag still is `tag`. False when it moved. */
  replace(key: string, body: string, tag: string): Promise<boolean>
  /** Keys below the prefix, sorted. */
  list(prefix: string): Promise<readonly string[]>
}

export interface StoredDocument {
  readonly body: string
  /** Opaque; changes with every write. */
  readonly tag: string
}
