import { EC2Client, paginateDescribeSnapshots } from '@aws-sdk/client-ec2'
import { awsSnapshotReader } from '../../src/adapters/aws-snapshots.ts'
import { planPrune } from '../../src/domain/retention/prune.ts'
import { Shelf } from '../../src/domain/retention/shelf.ts'

/** What one of the two processes of `snapshots.ts` measured of itself. */
export interface Measured {
  readonly found: number
  readonly wall: number
  readonly cpu: number
  readonly rss: number
}

const perPage = 1000
const [, , who, endpoint = ''] = process.argv
const credentials = { accessKeyId: 'x', secretAccessKey: 'x' }
const access = { region: 'eu-west-3', endpoint, credentials }
// The SDK is loaded before the clock starts, for both.
const client = new EC2Client(access)
const began = performance.now()
const { user, system } = process.cpuUsage()
const found = who === 'ours' ? await ours() : await sdk()
const used = process.cpuUsage()
process.send?.({
  found,
  wall: performance.now() - began,
  cpu: (used.user - user + used.system - system) / 1000,
  rss: process.resourceUsage().maxRSS / 1024,
} satisfies Measured)
process.disconnect()

async function ours(): Promise<number> {
  const realm = { project: 'shop', environment: 'prod', account: '111111111111' }
  const tags = { Project: 'shop', Environment: 'prod' }
  const policy = { last: 0, daily: 7, weekly: 4, monthly: 12, yearly: 0, tags: [] }
  const snapshots = new Shelf(policy)
  for await (const page of awsSnapshotReader(access).pages({ tags })) {
    for (const one of page) snapshots.add(one)
  }
  const facts = { needed: new Map<string, readonly string[]>(), unread: [] }
  return planPrune({ snapshots, policy, realm, facts, cap: 100 }).length
}

async function sdk(): Promise<number> {
  let listed = 0
  const pages = paginateDescribeSnapshots({ client, pageSize: perPage }, { OwnerIds: ['self'] })
  for await (const page of pages) listed += page.Snapshots?.length ?? 0
  return listed
}
