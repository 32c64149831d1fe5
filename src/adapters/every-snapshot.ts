import { isSnapshotId } from '../domain/snapshot/name.ts'
import type { SnapshotNeeds, SnapshotReader, SnapshotWriter } from '../ports/snapshots.ts'
import type { AwsAccess } from './aws-access.ts'
import { rdsSnapshotNeeds } from './aws-rds-snapshot-needs.ts'
import { rdsSnapshotReader, rdsSnapshotWriter } from './aws-rds-snapshots.ts'
import { awsSnapshotNeeds } from './aws-snapshot-needs.ts'
import { awsSnapshotReader, awsSnapshotWriter } from './aws-snapshots.ts'

/** Copies of volumes and of databases as one list; a single one is known by how its ID looks. */
export function everySnapshotReader(access: AwsAccess): SnapshotReader {
  const ebs = awsSnapshotReader(access)
  const rds = rdsSnapshotReader(access)
  const of = (id: string) => (isSnapshotId(id) ? ebs : rds)
  return {
    async *pages(filter) {
      const { source } = filter
      if (source === undefined || source.startsWith('vol-')) yield* ebs.pages(filter)
      if (source === undefined || !source.startsWith('vol-')) yield* rds.pages(filter)
    },
    find: (id) => of(id).find(id),
    sharing: (id) => of(id).sharing(id),
  }
}

export function everySnapshotWriter(access: AwsAccess): SnapshotWriter {
  const ebs = awsSnapshotWriter(access)
  const rds = rdsSnapshotWriter(access)
  const of = (id: string) => (isSnapshotId(id) ? ebs : rds)
  return {
    create: ebs.create,
    tag: (id, tags) => of(id).tag(id, tags),
    remove: (id) => of(id).remove(id),
  }
}

export function everySnapshotNeeds(access: AwsAccess): SnapshotNeeds {
  const sources = [awsSnapshotNeeds(access), rdsSnapshotNeeds(access)]
  return {
    async read() {
      const found = await Promise.all(sources.map((one) => one.read()))
      return {
        needed: new Map(found.flatMap(({ needed }) => [...needed])),
        unread: found.flatMap(({ unread }) => unread),
      }
    },
  }
}
