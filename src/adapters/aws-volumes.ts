import type { Volume as AwsVolume } from '@aws-sdk/client-ec2'
import type { NewVolume, Volume, VolumeReader, VolumeWriter } from '../ports/volumes.ts'
import type { AwsAccess } from './aws-access.ts'
import { lazyEc2, orNull, tagFilters, tagList, tagsOf } from './ec2-client.ts'

export function awsVolumeReader(access: AwsAccess): VolumeReader {
  const ec2 = lazyEc2(access)
  return {
    async find(id) {
      const { sdk, client } = await ec2()
      const command = new sdk.DescribeVolumesCommand({ VolumeIds: [id] })
      const answer = await orNull(() => client.send(command))
      const [found] = answer?.Volumes ?? []
      return found === undefined ? null : toVolume(found)
    },
    async tagged(tags) {
      const { sdk, client } = await ec2()
      const found: Volume[] = []
      const pages = sdk.paginateDescribeVolumes({ client }, { Filters: tagFilters(tags) })
      for await (const { Volumes = [] } of pages) found.push(...Volumes.map(toVolume))
      const living = found.filter((one) => !['deleting', 'deleted'].includes(one.state))
      return living.sort((a, b) => (a.id < b.id ? -1 : 1))
    },
  }
}

export function awsVolumeWriter(access: AwsAccess): VolumeWriter {
  const ec2 = lazyEc2(access)
  return {
    async create(wanted) {
      const { sdk, client } = await ec2()
      return toVolume(await client.send(new sdk.CreateVolumeCommand(request(wanted))))
    },
    async attach(id, { instance, device }) {
      const { sdk, client } = await ec2()
      const where = { VolumeId: id, InstanceId: instance, Device: device }
      await client.send(new sdk.AttachVolumeCommand(where))
    },
    async detach(id, { instance, device }) {
      const { sdk, client } = await ec2()
      const where = { VolumeId: id, InstanceId: instance, Device: device }
      await client.send(new sdk.DetachVolumeCommand(where))
    },
    async tag(id, tags) {
      const { sdk, client } = await ec2()
      await client.send(new sdk.CreateTagsCommand({ Resources: [id], Tags: tagList(tags) }))
    },
    async untag(id, keys) {
      const { sdk, client } = await ec2()
      const Tags = keys.map((Key) => ({ Key }))
      await client.send(new sdk.DeleteTagsCommand({ Resources: [id], Tags }))
    },
    async remove(id) {
      const { sdk, client } = await ec2()
      await orNull(() => client.send(new sdk.DeleteVolumeCommand({ VolumeId: id })))
    },
  }
}

function request({ snapshot, like, tags, token }: NewVolume) {
  const tuned = like.type === 'gp3' || like.type === 'io1' || like.type === 'io2'
  return {
    SnapshotId: snapshot,
    AvailabilityZone: like.zone,
    Size: like.sizeGib,
    VolumeType: like.type as NonNullable<AwsVolume['VolumeType']>,
    ...(tuned && like.iops !== null ? { Iops: like.iops } : {}),
    ...(like.type === 'gp3' && like.throughput !== null ? { Throughput: like.throughput } : {}),
    Encrypted: like.encrypted,
    ...(like.encrypted && like.kmsKey !== null ? { KmsKeyId: like.kmsKey } : {}),
    TagSpecifications: [{ ResourceType: 'volume' as const, Tags: tagList(tags) }],
    ClientToken: token,
  }
}

function toVolume(one: AwsVolume): Volume {
  const [attached] = (one.Attachments ?? []).filter((each) => each.State !== 'detached')
  return {
    id: one.VolumeId ?? '',
    zone: one.AvailabilityZone ?? '',
    sizeGib: one.Size ?? 0,
    type: one.VolumeType ?? '',
    iops: one.Iops ?? null,
    throughput: one.Throughput ?? null,
    encrypted: one.Encrypted ?? false,
    kmsKey: one.KmsKeyId ?? null,
    state: one.State ?? '',
    snapshot: one.SnapshotId || null,
    attachment:
      attached === undefined
        ? null
        : {
            instance: attached.InstanceId ?? '',
            device: attached.Device ?? '',
            state: attached.State ?? '',
          },
    tags: tagsOf(one.Tags),
  }
}
