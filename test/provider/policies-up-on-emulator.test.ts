import assert from 'node:assert/strict'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import {
  BackupClient,
  DescribeBackupVaultCommand,
  GetRestoreTestingSelectionCommand,
} from '@aws-sdk/client-backup'
import { CreateVolumeCommand, EC2Client } from '@aws-sdk/client-ec2'
import { EmulatedAws } from '../e2e/emulated-aws.ts'
import { sandboxPython } from '../e2e/sandbox-parts.ts'
import { lacking, World } from '../real-terraform/world.ts'

const modules = join(import.meta.dirname, '../../snapshots/terraform')
const own = { Project: 'shop', Environment: 'dev' }
const settings = 'project = "shop"\nenvironment = "dev"\nregion = "eu-west-3"\n'

/** `snapshots/terraform` by the real AWS provider; each `it` goes on where the last one ended. */
describe('snapshot policy up on the emulator', function () {
  this.timeout(1_800_000)
  const world = new World()
  let aws: EmulatedAws
  let data = ''
  let dlmData = ''

  before(async function () {
    if (lacking() !== null) this.skip()
    aws = await EmulatedAws.start(await sandboxPython())
    await world.open()
    world.put('opsctl.yaml', world.config('dev: { account: "123456789012" }'))
    const plain = (path: string) => !/\/(\.terraform|tests|env)($|\/)/.test(path)
    cpSync(modules, join(world.folder, 'snapshots/terraform'), { recursive: true, filter: plain })
    // The state is a file here; everything else is as it is delivered.
    world.put('snapshots/terraform/backend.tf', 'terraform {\n  backend "local" {}\n}\n')
    data = await volume({ ...own, HoldsData: 'true' })
    dlmData = await volume({ ...own, HoldsData: 'true', SnapshotPolicy: 'shop-dev' })
  })
  after(async () => {
    world.close()
    await aws?.stop()
  })

  async function volume(tags: Readonly<Record<string, string>>): Promise<string> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
    const where = { AvailabilityZone: 'eu-west-3a', Size: 1, Encrypted: true }
    const TagSpecifications = [{ ResourceType: 'volume' as const, Tags }]
    const asked = new CreateVolumeCommand({ ...where, TagSpecifications })
    return (await new EC2Client(aws.access).send(asked)).VolumeId ?? ''
  }
  const policy = (...words: string[]) =>
    world.json(['snapshot', 'policy', ...words, '-e', 'dev'], {
      AWS_ENDPOINT_URL: aws.endpoint,
      // Where the provider lies that was built or fetched for the sandbox.
      HOME: process.env['HOME'] ?? '',
      // No linter of this machine's has a say.
      CI: 'true',
    })
  async function up(text: string): Promise<void> {
    world.put('snapshots/terraform/env/dev/terraform.tfvars', `${settings}${text}`)
    const done = await policy('up', '--yes')
    assert.deepEqual([done.status, done.outcome], [0, 'done'], JSON.stringify(done))
    const plan = await policy('plan', '--exit-code')
    assert.deepEqual([plan.status, plan.empty], [0, true], JSON.stringify(plan))
  }
  async function coverage(): Promise<Readonly<Record<string, readonly string[]>>> {
    const { holders, unread } = await policy('status')
    assert.deepEqual(unread, [])
    return Object.fromEntries(
      holders.map((one: { id: string; coveredBy: string[] }) => [one.id, one.coveredBy]),
    )
  }

  it('covers nothing at first, and says so with exit 3', async () => {
    assert.deepEqual(await coverage(), { [data]: [], [dlmData]: [] })
    assert.equal((await policy('status', '--exit-code')).status, 3)
  })

  it('makes vault, lock, plan, selection by tags and restore tests; a second plan is empty', async () => {
    await up('')
    const backup = new BackupClient(aws.access)
    const BackupVaultName = 'shop-dev'
    const vault = await backup.send(new DescribeBackupVaultCommand({ BackupVaultName }))
    assert.deepEqual([vault.Locked, vault.MinRetentionDays, vault.MaxRetentionDays], [true, 7, 400])
    const test = await backup.send(
      new GetRestoreTestingSelectionCommand({
        RestoreTestingPlanName: 'shop_dev_restore',
        RestoreTestingSelectionName: 'shop_dev_ebs',
      }),
    )
    assert.equal(test.RestoreTestingSelection?.ProtectedResourceType, 'EBS')
    const by = ['AWS Backup shop-dev']
    assert.deepEqual(await coverage(), { [data]: by, [dlmData]: by })
    assert.equal((await policy('status', '--exit-code')).status, 0)
  })

  it('changes what is told anew in place', async () => {
    await up('restore_test = "MON"\nkeep_days = { daily = 8, weekly = 28, monthly = 365 }\n')
  })
})
