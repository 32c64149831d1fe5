import { coveredBy, type Holder, type Policy } from '../../../domain/snapshot/coverage.ts'
import { snapshotTags, type Tags } from '../../../domain/snapshot/tags.ts'
import type { SnapshotPolicyReader } from '../../../ports/snapshot-policies.ts'
import { checkAccount } from '../choose.ts'
import { ownTags, type SnapshotContext } from '../context.ts'

export interface PolicyStatus {
  readonly policies: readonly Pick<Policy, 'by' | 'name' | 'idle'>[]
  readonly holders: readonly CoveredHolder[]
  /** What could not be read: the policies found may not be all. */
  readonly unread: readonly string[]
}

export interface CoveredHolder {
  readonly id: string
  readonly kind: Holder['kind']
  /** By its tag HoldsData; a database always does. */
  readonly holdsData: boolean
  readonly coveredBy: readonly string[]
}

/** The environment's volumes and databases, each with the policies that copy it by themselves. */
export async function policyStatus(
  c: SnapshotContext,
  reader: SnapshotPolicyReader,
): Promise<PolicyStatus> {
  await checkAccount(c)
  const [{ policies, unread }, holders] = await Promise.all([reader.read(), holdersOf(c)])
  return {
    policies: policies.map(({ by, name, idle }) => ({ by, name, idle })),
    holders: holders.map((one) => ({
      id: one.id,
      kind: one.kind,
      holdsData: one.kind === 'database' || one.tags['HoldsData'] === 'true',
      coveredBy: coveredBy(one, policies),
    })),
    unread,
  }
}

/** What holds data and no policy is known to copy. */
export function uncoveredHolders({ holders }: PolicyStatus): readonly CoveredHolder[] {
  return holders.filter((one) => one.holdsData && one.coveredBy.length === 0)
}

/** What an operation made for itself, or a swap put aside, is nobody's to protect. */
async function holdersOf(c: SnapshotContext): Promise<readonly Holder[]> {
  const [volumes, databases] = await Promise.all([
    c.volumes.tagged(ownTags(c)),
    c.databases.tagged(ownTags(c)),
  ])
  const serves = ({ tags }: { readonly tags: Tags }) =>
    !(snapshotTags.setAside in tags) && !(snapshotTags.operation in tags)
  return [
    ...volumes.filter(serves).map(({ id, tags }) => ({
      id,
      kind: 'volume' as const,
      arn: volumeArn(c, id),
      tags,
    })),
    ...databases.filter(serves).map(({ name, arn, tags }) => ({
      id: name,
      kind: 'database' as const,
      arn,
      tags,
    })),
  ]
}

/** EC2 gives no ARNs out; their form is of the service authorization reference. */
function volumeArn({ environment }: SnapshotContext, id: string): string {
  const { region, account } = environment
  const partition = /^cn-/.test(region) ? 'aws-cn' : /^us-gov-/.test(region) ? 'aws-us-gov' : 'aws'
  return `arn:${partition}:ec2:${region}:${account}:volume/${id}`
}
