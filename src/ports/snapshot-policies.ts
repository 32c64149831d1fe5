import type { Policy } from '../domain/snapshot/coverage.ts'

export interface SnapshotPolicyReader {
  /** What AWS Backup and DLM copy by themselves in this account and region. */
  read(): Promise<PoliciesFound>
}

export interface PoliciesFound {
  readonly policies: readonly Policy[]
  /** Which of the two could not be read, and why. */
  readonly unread: readonly string[]
}
