import type { BlockDeviceMapping, LaunchTemplateBlockDeviceMapping } from '@aws-sdk/client-ec2'
import type { SnapshotNeeds } from '../ports/snapshots.ts'
import type { AwsAccess } from './aws-access.ts'
import { type Ec2, lazyEc2 } from './ec2-client.ts'

type Note = (snapshot: string | undefined, who: string) => void

/** Reads images, launch templates of every version and volumes in the making. */
export function awsSnapshotNeeds(access: AwsAccess): SnapshotNeeds {
  const ec2 = lazyEc2(access)
  return {
    async read() {
      const needed = new Map<string, string[]>()
      const note: Note = (snapshot, who) => {
        if (snapshot) needed.set(snapshot, [...(needed.get(snapshot) ?? []), who])
      }
      const sources: readonly [string, (ec2: Ec2, note: Note) => Promise<void>][] = [
        ['the machine images', images],
        ['the launch templates', launchTemplates],
        ['the volumes', volumes],
      ]
      const asked = await ec2()
      const unread = await Promise.all(
        sources.map(async ([what, read]) => {
          try {
            await read(asked, note)
            return []
          } catch (error) {
            return [`${what} (${error instanceof Error ? error.name : String(error)})`]
          }
        }),
      )
      return { needed, unread: unread.flat() }
    },
  }
}

async function images({ sdk, client }: Ec2, note: Note): Promise<void> {
  const pages = sdk.paginateDescribeImages(
    { client },
    { Owners: ['self'], IncludeDeprecated: true, IncludeDisabled: true },
  )
  for await (const { Images = [] } of pages) {
    for (const { ImageId, BlockDeviceMappings } of Images) {
      for (const id of inMappings(BlockDeviceMappings)) note(id, `AMI ${ImageId}`)
    }
  }
}

async function launchTemplates({ sdk, client }: Ec2, note: Note): Promise<void> {
  for await (const { LaunchTemplates = [] } of sdk.paginateDescribeLaunchTemplates(
    { client },
    {},
  )) {
    for (const { LaunchTemplateId } of LaunchTemplates) {
      const versions = sdk.paginateDescribeLaunchTemplateVersions({ client }, { LaunchTemplateId })
      for await (const { LaunchTemplateVersions = [] } of versions) {
        for (const { VersionNumber, LaunchTemplateData } of LaunchTemplateVersions) {
          for (const id of inMappings(LaunchTemplateData?.BlockDeviceMappings)) {
            note(id, `launch template ${LaunchTemplateId} version ${VersionNumber}`)
          }
        }
      }
    }
  }
}

async function volumes({ sdk, client }: Ec2, note: Note): Promise<void> {
  const Filters = [{ Name: 'status', Values: ['creating'] }]
  for await (const { Volumes = [] } of sdk.paginateDescribeVolumes({ client }, { Filters })) {
    for (const { VolumeId, SnapshotId } of Volumes) note(SnapshotId, `restore to ${VolumeId}`)
  }
}

function inMappings(
  mappings: readonly (BlockDeviceMapping | LaunchTemplateBlockDeviceMapping)[] | undefined,
): readonly (string | undefined)[] {
  return (mappings ?? []).map((one) => one.Ebs?.SnapshotId)
}
