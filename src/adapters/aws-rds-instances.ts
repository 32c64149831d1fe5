import type { DBInstance } from '@aws-sdk/client-rds'
import type {
  Database,
  DatabaseReader,
  DatabaseSettings,
  DatabaseWriter,
} from '../ports/databases.ts'
import type { AwsAccess } from './aws-access.ts'
import { findSnapshot, toSnapshot } from './aws-rds-snapshots.ts'
import { tagList, tagsOf } from './ec2-client.ts'
import { carriesAll, lazyRds, unlessGone, unlessThere } from './rds-client.ts'

export function awsDatabaseReader(access: AwsAccess): DatabaseReader {
  const rds = lazyRds(access)
  return {
    async find(name) {
      const { sdk, client } = await rds()
      const command = new sdk.DescribeDBInstancesCommand({ DBInstanceIdentifier: name })
      const [found] = (await unlessGone(() => client.send(command)))?.DBInstances ?? []
      return found === undefined ? null : toDatabase(found)
    },
    async tagged(tags) {
      const { sdk, client } = await rds()
      const found: Database[] = []
      for await (const page of sdk.paginateDescribeDBInstances({ client }, {})) {
        found.push(...(page.DBInstances ?? []).map(toDatabase))
      }
      return found
        .filter((one) => one.state !== 'deleting' && carriesAll(one.tags, tags))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    async window(name) {
      const { sdk, client } = await rds()
      const command = new sdk.DescribeDBInstanceAutomatedBackupsCommand({
        DBInstanceIdentifier: name,
      })
      const answer = await unlessGone(() => client.send(command))
      const { EarliestTime, LatestTime } =
        answer?.DBInstanceAutomatedBackups?.[0]?.RestoreWindow ?? {}
      if (EarliestTime === undefined || LatestTime === undefined) return null
      return { from: EarliestTime.toISOString(), until: LatestTime.toISOString() }
    },
  }
}

export function awsDatabaseWriter(access: AwsAccess): DatabaseWriter {
  const rds = lazyRds(access)
  return {
    async snapshot(database, name, tags) {
      const asked = await rds()
      const { sdk, client } = asked
      const command = new sdk.CreateDBSnapshotCommand({
        DBInstanceIdentifier: database,
        DBSnapshotIdentifier: name,
        Tags: tagList(tags),
      })
      await unlessThere(() => client.send(command))
      const made = await findSnapshot(asked, name)
      if (made === null) throw new Error(`RDS made the snapshot ${name} and does not list it`)
      return toSnapshot(made)
    },
    async restore({ name, from, settings, tags }) {
      const { sdk, client } = await rds()
      const rest = { ...request(settings), Tags: tagList(tags) }
      const command =
        'snapshot' in from
          ? new sdk.RestoreDBInstanceFromDBSnapshotCommand({
              DBInstanceIdentifier: name,
              DBSnapshotIdentifier: from.snapshot,
              ...rest,
            })
          : new sdk.RestoreDBInstanceToPointInTimeCommand({
              SourceDBInstanceIdentifier: from.database,
              TargetDBInstanceIdentifier: name,
              RestoreTime: new Date(from.at),
              ...rest,
            })
      await unlessThere(() => client.send(command as never))
      return 'asked'
    },
    async rename(from, to) {
      const { sdk, client } = await rds()
      await client.send(
        new sdk.ModifyDBInstanceCommand({
          DBInstanceIdentifier: from,
          NewDBInstanceIdentifier: to,
          ApplyImmediately: true,
        }),
      )
      return 'asked'
    },
    async protect(name, on) {
      const { sdk, client } = await rds()
      await client.send(
        new sdk.ModifyDBInstanceCommand({
          DBInstanceIdentifier: name,
          DeletionProtection: on,
          ApplyImmediately: true,
        }),
      )
    },
    async tag({ arn }, tags) {
      const { sdk, client } = await rds()
      const Tags = tagList(tags)
      await client.send(new sdk.AddTagsToResourceCommand({ ResourceName: arn, Tags }))
    },
    async untag({ arn }, keys) {
      const { sdk, client } = await rds()
      const TagKeys = [...keys]
      await client.send(new sdk.RemoveTagsFromResourceCommand({ ResourceName: arn, TagKeys }))
    },
    async remove(name) {
      const { sdk, client } = await rds()
      const command = new sdk.DeleteDBInstanceCommand({
        DBInstanceIdentifier: name,
        SkipFinalSnapshot: true,
        DeleteAutomatedBackups: true,
      })
      await unlessGone(() => client.send(command))
    },
  }
}

function request(like: DatabaseSettings) {
  return {
    DBInstanceClass: like.instanceClass,
    ...(like.storageType === null ? {} : { StorageType: like.storageType }),
    ...(like.subnetGroup === null ? {} : { DBSubnetGroupName: like.subnetGroup }),
    ...(like.parameterGroup === null ? {} : { DBParameterGroupName: like.parameterGroup }),
    ...(like.optionGroup === null ? {} : { OptionGroupName: like.optionGroup }),
    VpcSecurityGroupIds: [...like.securityGroups],
    MultiAZ: like.multiAz,
    PubliclyAccessible: like.publicAddress,
    DeletionProtection: like.deletionProtection,
    CopyTagsToSnapshot: like.copyTagsToSnapshot,
    AutoMinorVersionUpgrade: like.minorUpgrades,
    EnableIAMDatabaseAuthentication: like.iamAuthentication,
    BackupRetentionPeriod: like.backupDays,
  }
}

function toDatabase(one: DBInstance): Database {
  return {
    name: one.DBInstanceIdentifier ?? '',
    id: one.DbiResourceId ?? '',
    arn: one.DBInstanceArn ?? '',
    engine: one.Engine ?? '',
    state: one.DBInstanceStatus ?? '',
    sizeGib: one.AllocatedStorage ?? 0,
    encrypted: one.StorageEncrypted ?? false,
    address: one.Endpoint?.Address ?? null,
    port: one.Endpoint?.Port ?? null,
    settings: settingsOf(one),
    tags: tagsOf(one.TagList),
  }
}

function settingsOf(one: DBInstance): DatabaseSettings {
  const optionGroup = one.OptionGroupMemberships?.[0]?.OptionGroupName ?? null
  return {
    instanceClass: one.DBInstanceClass ?? '',
    storageType: one.StorageType ?? null,
    subnetGroup: one.DBSubnetGroup?.DBSubnetGroupName ?? null,
    securityGroups: (one.VpcSecurityGroups ?? []).flatMap((each) => each.VpcSecurityGroupId ?? []),
    parameterGroup: one.DBParameterGroups?.[0]?.DBParameterGroupName ?? null,
    // A default group is RDS's own business and differs by version.
    optionGroup: optionGroup?.startsWith('default:') ? null : optionGroup,
    multiAz: one.MultiAZ ?? false,
    publicAddress: one.PubliclyAccessible ?? false,
    deletionProtection: one.DeletionProtection ?? false,
    copyTagsToSnapshot: one.CopyTagsToSnapshot ?? false,
    minorUpgrades: one.AutoMinorVersionUpgrade ?? true,
    iamAuthentication: one.IAMDatabaseAuthenticationEnabled ?? false,
    backupDays: one.BackupRetentionPeriod ?? 0,
  }
}
