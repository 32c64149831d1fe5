import type { PolicyDetails } from '@aws-sdk/client-dlm'
import type { Policy, Selection } from '../domain/snapshot/coverage.ts'
import type { AwsAccess } from './aws-access.ts'
import { bounded } from './aws-client.ts'
import { tagsOf } from './ec2-client.ts'

/** The lifecycle policies of DLM that copy volumes; those of whole instances are left out. */
export async function dlmPolicies(access: AwsAccess): Promise<readonly Policy[]> {
  const sdk = await import('@aws-sdk/client-dlm')
  const client = new sdk.DLMClient(bounded(access))
  // DLM lists all of them in one answer (API reference, GetLifecyclePolicies).
  const { Policies = [] } = await client.send(new sdk.GetLifecyclePoliciesCommand({}))
  const policies: Policy[] = []
  for (const { PolicyId = '' } of Policies) {
    const { Policy: one } = await client.send(new sdk.GetLifecyclePolicyCommand({ PolicyId }))
    const selection = toSelection(one?.PolicyDetails)
    if (selection === null) continue
    const { State = 'unknown', StatusMessage = '' } = one ?? {}
    const idle = State === 'ENABLED' ? null : `it is ${State} ${StatusMessage}`.trim()
    policies.push({ by: 'DLM', name: PolicyId, idle, selections: [selection] })
  }
  return policies
}

function toSelection(details: PolicyDetails | undefined): Selection | null {
  const none = { notArns: [], anyTag: [], allTags: [], optedIn: [] }
  const volumes = ['arn:*:ec2:*:*:volume/*']
  // A default policy takes every volume that has no recent copy, but for what it leaves out.
  if (details?.PolicyLanguage === 'SIMPLIFIED') {
    if (details.ResourceType !== 'VOLUME') return null
    const left = Object.entries(tagsOf(details.Exclusions?.ExcludeTags))
    const allTags = left.map(([key, value]) => ({ key, value, how: 'not-equals' as const }))
    return { ...none, arns: volumes, allTags }
  }
  if (!(details?.ResourceTypes ?? []).includes('VOLUME')) return null
  const wanted = Object.entries(tagsOf(details?.TargetTags))
  const anyTag = wanted.map(([key, value]) => ({ key, value, how: 'equals' as const }))
  return { ...none, arns: [], anyTag, optedIn: ['volume'] }
}
