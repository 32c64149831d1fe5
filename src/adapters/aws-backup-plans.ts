import type { BackupClient, BackupSelection, ConditionParameter } from '@aws-sdk/client-backup'
import type { Holder, Policy, Selection, TagRule } from '../domain/snapshot/coverage.ts'
import type { AwsAccess } from './aws-access.ts'
import { bounded } from './aws-client.ts'

type Sdk = typeof import('@aws-sdk/client-backup')

/** The plans of AWS Backup, with what each selects. */
export async function backupPolicies(access: AwsAccess): Promise<readonly Policy[]> {
  const sdk = await import('@aws-sdk/client-backup')
  const client = new sdk.BackupClient(bounded(access))
  const { ResourceTypeOptInPreference: opted = {} } = await client.send(
    new sdk.DescribeRegionSettingsCommand({}),
  )
  const optedIn = (['volume', 'database'] as const).filter((kind) => opted[names[kind]] === true)
  const policies: Policy[] = []
  for await (const { BackupPlansList = [] } of sdk.paginateListBackupPlans({ client }, {})) {
    for (const { BackupPlanId = '', BackupPlanName = '' } of BackupPlansList) {
      const selections = await selectionsOf(sdk, client, BackupPlanId, optedIn)
      const idle = selections.length === 0 ? 'it selects nothing' : null
      policies.push({ by: 'AWS Backup', name: BackupPlanName, idle, selections })
    }
  }
  return policies
}

/** AWS Backup's names of what we know (API reference, DescribeRegionSettings). */
const names: Readonly<Record<Holder['kind'], string>> = { volume: 'EBS', database: 'RDS' }

async function selectionsOf(
  sdk: Sdk,
  client: BackupClient,
  plan: string,
  optedIn: Selection['optedIn'],
): Promise<readonly Selection[]> {
  const found: Selection[] = []
  const pages = sdk.paginateListBackupSelections({ client }, { BackupPlanId: plan })
  for await (const { BackupSelectionsList = [] } of pages) {
    for (const { SelectionId } of BackupSelectionsList) {
      const asked = { BackupPlanId: plan, SelectionId }
      const { BackupSelection } = await client.send(new sdk.GetBackupSelectionCommand(asked))
      if (BackupSelection !== undefined) found.push(toSelection(BackupSelection, optedIn))
    }
  }
  return found
}

function toSelection(one: BackupSelection, optedIn: Selection['optedIn']): Selection {
  const { StringEquals, StringNotEquals, StringLike, StringNotLike } = one.Conditions ?? {}
  return {
    arns: one.Resources ?? [],
    notArns: one.NotResources ?? [],
    anyTag: rules(one.ListOfTags, 'equals'),
    allTags: [
      ...rules(StringEquals, 'equals'),
      ...rules(StringNotEquals, 'not-equals'),
      ...rules(StringLike, 'like'),
      ...rules(StringNotLike, 'not-like'),
    ],
    optedIn,
  }
}

function rules(list: readonly ConditionParameter[] | undefined, how: TagRule['how']): TagRule[] {
  return (list ?? []).map(({ ConditionKey = '', ConditionValue = '' }) => ({
    key: ConditionKey.replace(/^aws:ResourceTag\//, ''),
    value: ConditionValue,
    how,
  }))
}
