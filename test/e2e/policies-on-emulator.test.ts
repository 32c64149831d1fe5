import assert from 'node:assert/strict'
import {
  BackupClient,
  CreateBackupPlanCommand,
  CreateBackupSelectionCommand,
  CreateBackupVaultCommand,
} from '@aws-sdk/client-backup'
import { CreateLifecyclePolicyCommand, DLMClient } from '@aws-sdk/client-dlm'
import { awsSnapshotPolicies } from '../../src/adapters/aws-snapshot-policies.ts'
import { coveredBy, type Holder } from '../../src/domain/snapshot/coverage.ts'
import { EmulatedAws } from './emulated-aws.ts'
import { sandboxPython } from './sandbox-parts.ts'

const role = 'arn:aws:iam::123456789012:role/backup'

function volume(tags: Record<string, string>): Holder {
  const arn = 'arn:aws:ec2:eu-west-3:123456789012:volume/vol-0123456789abcdef0'
  return { id: 'vol-0123456789abcdef0', kind: 'volume', arn, tags }
}

/** The readers of AWS Backup and DLM against what speaks their protocols. */
describe('policies on the emulator', function () {
  this.timeout(600_000)
  let aws: EmulatedAws

  before(async () => {
    aws = await EmulatedAws.start(await sandboxPython())
  })
  after(() => aws?.stop())

  it('there are none at first', async () => {
    const found = await awsSnapshotPolicies(aws.access).read()
    assert.deepEqual(found, { policies: [], unread: [] })
  })

  it('reads what a plan of AWS Backup selects', async () => {
    const backup = new BackupClient(aws.access)
    await backup.send(new CreateBackupVaultCommand({ BackupVaultName: 'shop' }))
    const Rules = [{ RuleName: 'daily', TargetBackupVaultName: 'shop' }]
    const plan = (BackupPlanName: string) =>
      backup.send(new CreateBackupPlanCommand({ BackupPlan: { BackupPlanName, Rules } }))
    const { BackupPlanId } = await plan('shop')
    await plan('empty')
    const wanted = { ConditionKey: 'aws:ResourceTag/HoldsData', ConditionValue: 'true' }
    await backup.send(
      new CreateBackupSelectionCommand({
        BackupPlanId,
        BackupSelection: {
          SelectionName: 'data',
          IamRoleArn: role,
          Resources: ['arn:aws:ec2:*:*:volume/*'],
          Conditions: { StringEquals: [wanted] },
        },
      }),
    )
    const { policies, unread } = await awsSnapshotPolicies(aws.access).read()
    assert.deepEqual(unread, [])
    assert.deepEqual(
      policies.map(({ name, idle }) => [name, idle]),
      [
        ['shop', null],
        ['empty', 'it selects nothing'],
      ],
    )
    assert.deepEqual(coveredBy(volume({ HoldsData: 'true' }), policies), ['AWS Backup shop'])
    assert.deepEqual(coveredBy(volume({ HoldsData: 'false' }), policies), [])
  })

  it('reads the lifecycle policies of DLM, one that is off included', async () => {
    const dlm = new DLMClient(aws.access)
    for (const State of ['ENABLED', 'DISABLED'] as const) {
      await dlm.send(
        new CreateLifecyclePolicyCommand({
          ExecutionRoleArn: role,
          Description: State,
          State,
          PolicyDetails: {
            ResourceTypes: ['VOLUME'],
            TargetTags: [{ Key: 'SnapshotPolicy', Value: 'shop-prod' }],
            Schedules: [],
          },
        }),
      )
    }
    const { policies } = await awsSnapshotPolicies(aws.access).read()
    const ours = policies.filter((one) => one.by === 'DLM')
    assert.deepEqual(
      ours.map((one) => one.idle?.split(' ')[2] ?? null),
      [null, 'DISABLED'],
    )
    const name = ours.find((one) => one.idle === null)?.name
    const tagged = volume({ SnapshotPolicy: 'shop-prod' })
    assert.deepEqual(coveredBy(tagged, policies), [`DLM ${name}`])
    assert.deepEqual(coveredBy(volume({ SnapshotPolicy: 'blog' }), policies), [])
  })
})
