import type { DescribeSnapshotsCommandInput } from '@aws-sdk/client-ec2'
import type { Snapshot } from '../domain/snapshot/snapshot.ts'
import { pageCut } from '../errors/index.ts'
import type { SnapshotReader, SnapshotWriter } from '../ports/snapshots.ts'
import type { AwsAccess } from './aws-access.ts'
import { type Ec2, lazyEc2, onlyOnce, orNull, tagFilters, tagList } from './ec2-client.ts'
import { PageCut, type SnapshotPage, SnapshotPageReader } from './ec2-snapshot-page.ts'

/** At most so many a page (EC2 API reference, DescribeSnapshots). */
const pageSize = 1000
const handedOn = 100

export function awsSnapshotReader(access: AwsAccess): SnapshotReader {
  const ec2 = lazyEc2(access)
  return {
    async *pages({ tags, source }) {
      const filters = tagFilters(tags)
      if (source !== undefined) filters.push({ Name: 'volume-id', Values: [source] })
      const shared = new Map<string, string>()
      const asked = { OwnerIds: ['self'], Filters: filters, MaxResults: pageSize }
      const seen = new Set<string>()
      let coming: Promise<SnapshotPage> | null = describe(await ec2(), asked, shared)
      while (coming !== null) {
        const page: SnapshotPage = await coming
        const { next } = page
        if (next !== null && seen.has(next)) throw pageCut('its pages go in a circle')
        if (next !== null) seen.add(next)
        coming = next === null ? null : describe(await ec2(), { ...asked, NextToken: next }, shared)
        // Whoever stops reading leaves a page unread; its failure then concerns nobody.
        coming?.catch(() => undefined)
        // In pieces of which the page lets go: what was handed on must not live until the next one is
        // read, or V8's young space grows with it.
        while (page.snapshots.length > 0) yield page.snapshots.splice(0, handedOn)
      }
    },
    async find(id) {
      const asked = { SnapshotIds: [id] }
      const page = await orNull(async () => describe(await ec2(), asked, new Map()))
      return page?.snapshots[0] ?? null
    },
    async sharing(id) {
      const { sdk, client } = await ec2()
      const answer = await client.send(
        new sdk.DescribeSnapshotAttributeCommand({
          SnapshotId: id,
          Attribute: 'createVolumePermission',
        }),
      )
      const permissions = answer.CreateVolumePermissions ?? []
      if (permissions.some((one) => one.Group === 'all')) return 'public'
      return permissions.length > 0 ? 'shared' : 'private'
    },
  }
}

export function awsSnapshotWriter(access: AwsAccess): SnapshotWriter {
  const ec2 = lazyEc2(access)
  return {
    async create(volume, description, tags) {
      const { sdk, once } = await ec2()
      const command = new sdk.CreateSnapshotCommand({
        VolumeId: volume,
        Description: description,
        TagSpecifications: [{ ResourceType: 'snapshot', Tags: tagList(tags) }],
      })
      const made = await onlyOnce('CreateSnapshot', () => once.send(command))
      return {
        id: made.SnapshotId ?? '',
        source: volume,
        startedAt: (made.StartTime ?? new Date(0)).toISOString(),
        state: made.State ?? 'pending',
        progress: null,
        sizeGib: made.VolumeSize ?? 0,
        encrypted: made.Encrypted ?? false,
        owner: made.OwnerId ?? '',
        tags,
      } satisfies Snapshot
    },
    async tag(id, tags) {
      const { sdk, client } = await ec2()
      await client.send(new sdk.CreateTagsCommand({ Resources: [id], Tags: tagList(tags) }))
    },
    async remove(id) {
      const { sdk, client } = await ec2()
      await orNull(() => client.send(new sdk.DeleteSnapshotCommand({ SnapshotId: id })))
    },
  }
}

/**
 * One page by our own reader. It takes the body before the SDK's reader does and leaves that an
 * empty answer; requests, signatures, repetitions and errors stay the SDK's. @throws PAGE_CUT
 */
async function describe(
  { sdk, client }: Ec2,
  input: DescribeSnapshotsCommandInput,
  shared: Map<string, string>,
): Promise<SnapshotPage> {
  const command = new sdk.DescribeSnapshotsCommand(input)
  let page: SnapshotPage | null = null
  command.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args)
      const response = answer.response as { statusCode: number; body: AsyncIterable<Uint8Array> }
      if (response.statusCode !== 200) return answer
      const reader = new SnapshotPageReader(shared)
      for await (const piece of response.body) reader.add(piece)
      page = reader.end()
      const { Readable } = await import('node:stream')
      const empty = '<DescribeSnapshotsResponse></DescribeSnapshotsResponse>'
      response.body = Readable.from([Buffer.from(empty)])
      return answer
    },
    { step: 'deserialize', priority: 'low', name: 'opsctlSnapshotPage' },
  )
  try {
    await client.send(command)
  } catch (error) {
    if (error instanceof PageCut) throw pageCut(error.message)
    throw error
  }
  if (page === null) throw pageCut('AWS answered without a page')
  return page
}
