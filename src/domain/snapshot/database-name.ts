/** What an instance that an operation makes or renames is for. */
export type Purpose = 'restored' | 'verify' | 'aside'

/** RDS API reference, CreateDBInstance and CreateDBSnapshot: what a name may be, and how long. */
const grammar = /^[a-z](?:-?[a-z0-9])*$/
const longestInstance = 63
const longestSnapshot = 255

export function isDatabaseName(text: string): boolean {
  return text.length <= longestInstance && grammar.test(text)
}

/** A manual snapshot, one that RDS made by itself (`rds:…`), or one of AWS Backup. */
export function isDatabaseSnapshotName(text: string): boolean {
  const [, prefix = '', own = ''] = /^(rds:|awsbackup:)?(.*)$/s.exec(text) ?? []
  return text.length <= longestSnapshot && (grammar.test(own) || (prefix !== '' && own !== ''))
}

/** RDS keeps these itself and lets nobody delete them one by one. */
export function isAutomated(snapshot: string): boolean {
  return snapshot.startsWith('rds:')
}

/** The name of the one copy that an operation makes of an instance: a repetition meets the first. */
export function snapshotNameFor(database: string, operation: string): string {
  return `${database}-${operation}`
}

/** The name that an operation gives to an instance; of a long one only the beginning is kept. */
export function instanceNameFor(database: string, purpose: Purpose, operation: string): string {
  const end = `-${purpose}-${operation}`
  return `${database.slice(0, longestInstance - end.length).replace(/-+$/, '')}${end}`
}
