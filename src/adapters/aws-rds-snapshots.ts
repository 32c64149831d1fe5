import type { DBSnapshot } from '@aws-sdk/client-rds'
import type { Snapshot, SnapshotState } from '../domain/snapshot/snapshot.ts'
import type { SnapshotReader, SnapshotWriter } from '../ports/snapshots.ts'
import type { AwsAccess } from './aws-access.ts'
import { tagList, tagsOf } from './ec2-client.ts'
import { carriesAll, lazyRds, type Rds, unlessGone } from './rds-client.ts'

/** Snapshots of RDS instances: made by hand or by opsctl, by RDS itself, and by AWS Backup. */
export function rdsSnapshotReader(access: AwsAccess): SnapshotReader {
  const rds = lazyRds(access)
  return {
    async *pages({ tags, source }) {
      const { sdk, client } = await rds()
      // Without a type RDS lists manual and automated ones, but not AWS Backup's.
      for (const more of [{}, { SnapshotType: 'awsbackup' }]) {
        for await (const page of sdk.paginateDescribeDBSnapshots({ client }, more)) {
          const found = (page.DBSnapshots ?? []).map(toSnapshot)
          yield found.filter(
            (one) => carriesAll(one.tags, tags) && (source === undefined || one.source === source),
          )
        }
      }
    },
    async find(name) {
      const found = await findSnapshot(await rds(), name)
      return found === null ? null : toSnapshot(found)
    },
    async sharing(name) {
      const { sdk, client } = await rds()
      const command = new sdk.DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: name })
      const { DBSnapshotAttributesResult: result } = await client.send(command)
      const restore = (result?.DBSnapshotAttributes ?? []).find(
        (one) => one.AttributeName === 'restore',
      )
      const who = restore?.AttributeValues ?? []
      return who.includes('all') ? 'public' : who.length > 0 ? 'shared' : 'private'
    },
  }
}

/** Verdicts and the end of a snapshot; making one is a database's business. */
export function rdsSnapshotWriter(access: AwsAccess): Pick<SnapshotWriter, 'tag' | 'remove'> {
  const rds = lazyRds(access)
  return {
    async tag(name, tags) {
      const asked = await rds()
      const found = await findSnapshot(asked, name)
      if (found === null) throw new Error(`there is no RDS snapshot ${name}`)
      const { sdk, client } = asked
      const ResourceName = found.DBSnapshotArn
      await client.send(new sdk.AddTagsToResourceCommand({ ResourceName, Tags: tagList(tags) }))
    },
    async remove(name) {
      const { sdk, client } = await rds()
      const command = new sdk.DeleteDBSnapshotCommand({ DBSnapshotIdentifier: name })
      await unlessGone(() => client.send(command))
    },
  }
}

export async function findSnapshot({ sdk, client }: Rds, name: string): Promise<DBSnapshot | null> {
  const command = new sdk.DescribeDBSnapshotsCommand({
    DBSnapshotIdentifier: name,
    ...(name.startsWith('awsbackup:') ? { SnapshotType: 'awsbackup' } : {}),
  })
  const answer = await unlessGone(() => client.send(command))
  return answer?.DBSnapshots?.[0] ?? null
}

export function toSnapshot(one: DBSnapshot): Snapshot {
  // The first of the two stays what it was when a snapshot is copied; one that has just been asked
  // for may have neither, and its data is that of now.
  const began = one.OriginalSnapshotCreateTime ?? one.SnapshotCreateTime ?? new Date()
  return {
    id: one.DBSnapshotIdentifier ?? '',
    source: one.DbiResourceId ?? one.DBInstanceIdentifier ?? '',
    startedAt: began.toISOString(),
    state: stateOf(one.Status ?? ''),
    progress: one.PercentProgress ?? null,
    sizeGib: one.AllocatedStorage ?? 0,
    encrypted: one.Encrypted ?? false,
    owner: one.DBSnapshotArn?.split(':')[4] ?? '',
    tags: tagsOf(one.TagList),
  }
}

/** RDS user guide, "Viewing DB snapshot status", in EBS's words. */
function stateOf(status: string): SnapshotState {
  if (status === 'available') return 'completed'
  return status === 'creating' || status === 'copying' || status === '' ? 'pending' : 'error'
}
