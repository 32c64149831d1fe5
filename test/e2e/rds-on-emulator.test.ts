import assert from 'node:assert/strict'
import { CreateDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds'
import { awsDatabaseReader, awsDatabaseWriter } from '../../src/adapters/aws-rds-instances.ts'
import {
  everySnapshotNeeds,
  everySnapshotReader,
  everySnapshotWriter,
} from '../../src/adapters/every-snapshot.ts'
import type { Snapshot } from '../../src/domain/snapshot/snapshot.ts'
import { EmulatedAws } from './emulated-aws.ts'
import { sandboxPython } from './sandbox-parts.ts'

const own = { Project: 'shop', Environment: 'prod' }

/** The adapters against an RDS that speaks the protocol: moto with the sandbox's gaps closed. */
describe('RDS on the emulator', function () {
  this.timeout(900_000)
  let aws: EmulatedAws

  before(async () => {
    aws = await EmulatedAws.start(await sandboxPython())
    await new RDSClient(aws.access).send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: 'shop-prod',
        DBInstanceClass: 'db.t3.small',
        Engine: 'postgres',
        EngineVersion: '15',
        AllocatedStorage: 20,
        StorageType: 'gp3',
        StorageEncrypted: true,
        MasterUsername: 'shop',
        MasterUserPassword: 'not-a-real-one',
        BackupRetentionPeriod: 7,
        DeletionProtection: true,
        CopyTagsToSnapshot: true,
        Tags: Object.entries({ ...own, HoldsData: 'true' }).map(([Key, Value]) => ({ Key, Value })),
      }),
    )
  })
  after(() => aws?.stop())

  const listed = async (): Promise<Snapshot[]> => {
    const found: Snapshot[] = []
    for await (const page of everySnapshotReader(aws.access).pages({ tags: own })) {
      found.push(...page)
    }
    return found
  }

  it('makes one snapshot under one name however often it is asked', async () => {
    const writer = awsDatabaseWriter(aws.access)
    const tags = { ...own, 'opsctl:operation': 'op-1' }
    const one = await writer.snapshot('shop-prod', 'shop-prod-op-1', tags)
    const two = await writer.snapshot('shop-prod', 'shop-prod-op-1', tags)
    assert.deepEqual(two, one)
    const live = await awsDatabaseReader(aws.access).find('shop-prod')
    assert.equal(one.source, live?.id)
    assert.deepEqual([one.state, one.encrypted, one.sizeGib], ['completed', true, 20])
    assert.deepEqual(one.tags, tags)
    const made = (await listed()).filter((each) => 'opsctl:operation' in each.tags)
    assert.deepEqual(made, [one])
  })

  it('tells verdicts, sharing and needs, and what is not there', async () => {
    const reader = everySnapshotReader(aws.access)
    await everySnapshotWriter(aws.access).tag('shop-prod-op-1', { 'opsctl:verdict': 'good' })
    assert.equal((await reader.find('shop-prod-op-1'))?.tags['opsctl:verdict'], 'good')
    assert.equal(await reader.sharing('shop-prod-op-1'), 'private')
    assert.equal(await reader.find('no-such-snapshot'), null)
    assert.equal(await awsDatabaseReader(aws.access).find('no-such-instance'), null)
    assert.deepEqual((await everySnapshotNeeds(aws.access).read()).unread, [])
  })

  it('restores an instance with the settings of the live one, and exchanges names', async () => {
    const reader = awsDatabaseReader(aws.access)
    const writer = awsDatabaseWriter(aws.access)
    const live = await reader.find('shop-prod')
    assert.ok(live)
    const settings = { ...live.settings, deletionProtection: false }
    const from = { snapshot: 'shop-prod-op-1' }
    const wanted = { name: 'shop-prod-restored', from, settings, tags: own }
    await writer.restore(wanted)
    await writer.restore(wanted)
    const made = await reader.find('shop-prod-restored')
    assert.deepEqual(made?.settings, settings)
    assert.notEqual(made?.id, live.id)
    await writer.rename('shop-prod', 'shop-prod-aside')
    await writer.rename('shop-prod-restored', 'shop-prod')
    const serving = await reader.find('shop-prod')
    assert.equal(serving?.id, made?.id)
    assert.match(serving?.address ?? '', /^shop-prod\./)
    assert.ok(serving)
    await writer.tag(serving, { HoldsData: 'true' })
    await writer.untag(serving, ['Project'])
    const tags = (await reader.find('shop-prod'))?.tags
    assert.deepEqual(tags, { Environment: 'prod', HoldsData: 'true' })
    await writer.protect('shop-prod-aside', false)
    await writer.remove('shop-prod-aside')
    await writer.remove('shop-prod-aside')
    assert.equal(await reader.find('shop-prod-aside'), null)
  })

  it('goes back to a moment inside the window', async () => {
    const reader = awsDatabaseReader(aws.access)
    const live = await reader.find('shop-prod')
    const window = await reader.window('shop-prod')
    assert.ok(live && window && window.from <= window.until)
    await awsDatabaseWriter(aws.access).restore({
      name: 'shop-prod-then',
      from: { database: 'shop-prod', at: window.until },
      settings: live.settings,
      tags: own,
    })
    assert.equal((await reader.find('shop-prod-then'))?.state, 'available')
    assert.deepEqual(
      (await reader.tagged(own)).map((one) => one.name),
      ['shop-prod-then'],
    )
  })

  it('removes a snapshot, and does not mind when it is gone', async () => {
    const writer = everySnapshotWriter(aws.access)
    await writer.remove('shop-prod-op-1')
    await writer.remove('shop-prod-op-1')
    assert.equal(await everySnapshotReader(aws.access).find('shop-prod-op-1'), null)
  })
})
