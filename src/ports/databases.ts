import type { Snapshot } from '../domain/snapshot/snapshot.ts'
import type { Tags } from '../domain/snapshot/tags.ts'

/** One RDS instance. */
export interface Database {
  /** DBInstanceIdentifier, `shop-prod`: part of its address, and may be given to another one. */
  readonly name: string
  /** DbiResourceId, `db-…`: stays whatever it is called. */
  readonly id: string
  readonly arn: string
  readonly engine: string
  /** DBInstanceStatus: `available`, `creating`, `renaming`, … */
  readonly state: string
  readonly sizeGib: number
  readonly encrypted: boolean
  /** Null until it has one. */
  readonly address: string | null
  readonly port: number | null
  readonly settings: DatabaseSettings
  readonly tags: Tags
}

/** What another instance needs in order to take the place of one: RDS restores none of it by itself. */
export interface DatabaseSettings {
  readonly instanceClass: string
  readonly storageType: string | null
  readonly subnetGroup: string | null
  readonly securityGroups: readonly string[]
  readonly parameterGroup: string | null
  readonly optionGroup: string | null
  readonly multiAz: boolean
  readonly publicAddress: boolean
  readonly deletionProtection: boolean
  readonly copyTagsToSnapshot: boolean
  readonly minorUpgrades: boolean
  readonly iamAuthentication: boolean
  /** Days of point-in-time backup. */
  readonly backupDays: number
}

/** From and until when an instance can be had again; both ISO 8601 in UTC. */
export interface RestoreWindow {
  readonly from: string
  readonly until: string
}

export interface DatabaseReader {
  find(name: string): Promise<Database | null>
  /** All instances with these tags, by name; those being deleted are left out. */
  tagged(tags: Tags): Promise<readonly Database[]>
  /** Null when the instance keeps no point-in-time backup. */
  window(name: string): Promise<RestoreWindow | null>
}

export interface NewDatabase {
  readonly name: string
  /** A snapshot's name, or an instance's name and a moment of its past (ISO 8601, UTC). */
  readonly from: { readonly snapshot: string } | { readonly database: string; readonly at: string }
  readonly settings: DatabaseSettings
  readonly tags: Tags
}

/** Every change is harmless when repeated: what it makes has a name that the caller derives. */
export interface DatabaseWriter {
  /** Asks for a copy under this name; when there is one of that name already, answers with it. */
  snapshot(database: string, name: string, tags: Tags): Promise<Snapshot>
  /** Asks for an instance; when there is one of that name already, does nothing. */
  restore(wanted: NewDatabase): Promise<Asked>
  /** Its address changes with its name. */
  rename(from: string, to: string): Promise<Asked>
  /** Whether it may be deleted by anyone, Terraform included. */
  protect(name: string, on: boolean): Promise<void>
  tag(database: Database, tags: Tags): Promise<void>
  untag(database: Database, keys: readonly string[]): Promise<void>
  /** Without a last snapshot; harmless when it is gone already. */
  remove(name: string): Promise<void>
}

/** `said`: a dry run, so there is nothing to wait for. */
export type Asked = 'asked' | 'said'

/** The ID of the instance that a dry run did not make. */
export const dryRunDatabase = 'db-dry-run'
