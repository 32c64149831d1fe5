/** Tags of an AWS resource. */
export type Tags = Readonly<Record<string, string>>

/** The tags by which opsctl knows its snapshots and volumes again. */
export const snapshotTags = {
  /** The operation that made it: looked up before it is made, so a lost reply makes no second. */
  operation: 'opsctl:operation',
  version: 'opsctl:version',
  commit: 'opsctl:commit',
  /** Highest migration that the database had recorded. */
  schema: 'opsctl:schema',
  /** PostgreSQL's write-ahead log position just before the copy. */
  lsn: 'opsctl:lsn',
  /** PostgreSQL's system identifier: which cluster this is a copy of. */
  system: 'opsctl:system',
  /** How many of the database's tables held a row. */
  tables: 'opsctl:tables',
  verdict: 'opsctl:verdict',
  verifiedAt: 'opsctl:verified-at',
  recoverySeconds: 'opsctl:recovery-seconds',
  dataAgeSeconds: 'opsctl:data-age-seconds',
  /** On a volume that a swap replaced: the operation, so that nothing takes it for the live one. */
  setAside: 'opsctl:set-aside',
} as const

/** What was found out about the database when it was asked to settle. */
export interface DatabaseFacts {
  readonly lsn: string
  readonly system: string
  readonly schema: string
  readonly tables: number
}

/**
 * The tags of a new snapshot. AWS allows 256 characters a value (EC2 user guide, "Tag restrictions").
 * @param volume the source's own tags; those of Terraform come along, those of AWS may not
 */
export function tagsForSnapshot(made: {
  readonly volume: Tags
  readonly operation: string
  readonly version: string
  readonly commit: string | null
  readonly database: DatabaseFacts | null
}): Tags {
  const own = Object.entries(made.volume).filter(
    ([key]) => !key.startsWith('aws:') && !key.startsWith('opsctl:'),
  )
  const { database } = made
  return {
    ...Object.fromEntries(own),
    [snapshotTags.operation]: made.operation,
    [snapshotTags.version]: made.version,
    ...(made.commit === null ? {} : { [snapshotTags.commit]: made.commit }),
    ...(database === null
      ? {}
      : {
          [snapshotTags.lsn]: database.lsn,
          [snapshotTags.system]: database.system,
          [snapshotTags.schema]: database.schema,
          [snapshotTags.tables]: String(database.tables),
        }),
  }
}

/** The facts of the database that a snapshot's tags still tell; null when it carries none. */
export function databaseFactsOf(tags: Tags): DatabaseFacts | null {
  const lsn = tags[snapshotTags.lsn]
  const system = tags[snapshotTags.system]
  if (lsn === undefined || system === undefined) return null
  const tables = Number(tags[snapshotTags.tables] ?? '0')
  return { lsn, system, schema: tags[snapshotTags.schema] ?? '', tables }
}
