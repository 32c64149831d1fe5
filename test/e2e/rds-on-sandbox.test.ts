import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ModifyDBInstanceCommand,
  ModifyDBParameterGroupCommand,
  RebootDBInstanceCommand,
  StartDBInstanceCommand,
  StopDBInstanceCommand,
} from '@aws-sdk/client-rds'
import { awsDatabaseReader, awsDatabaseWriter } from '../../src/adapters/aws-rds-instances.ts'
import {
  everySnapshotNeeds,
  everySnapshotReader,
  everySnapshotWriter,
} from '../../src/adapters/every-snapshot.ts'
import type { Snapshot } from '../../src/domain/snapshot/snapshot.ts'
import type { Database } from '../../src/ports/databases.ts'
import { sandboxDown } from '../../src/sandbox/down.ts'
import { sandboxLogs } from '../../src/sandbox/logs.ts'
import { sandboxStatus } from '../../src/sandbox/status.ts'
import { sandboxUp } from '../../src/sandbox/up.ts'
import { realPorts } from '../sandbox/real-ports.ts'
import { until } from './aws-query.ts'
import { SandboxRds } from './rds-client.ts'
import { settingsOf } from './sandbox-parts.ts'

const own = { Project: 'shop', Environment: 'prod' }
const home = mkdtempSync(join(tmpdir(), 'opsctl-rds-'))
const settings = settingsOf({ ...process.env, XDG_STATE_HOME: home })
const world = `${home}/opsctl/sandbox/world`

/** The adapters against an RDS whose instances are PostgreSQL servers. */
describe('RDS on the sandbox', function () {
  this.timeout(400_000)
  let rds: SandboxRds
  let live: Database
  let password = 'right-and-long'
  const reader = () => awsDatabaseReader(rds.access)
  const writer = () => awsDatabaseWriter(rds.access)
  const count = (database: Database) => rds.sql(database, password, 'SELECT count(*) FROM items')
  const listed = async (): Promise<Snapshot[]> => {
    const found: Snapshot[] = []
    for await (const page of everySnapshotReader(rds.access).pages({ tags: own })) {
      found.push(...page)
    }
    return found
  }

  before(async function () {
    if (process.getuid?.() !== 0 || spawnSync('podman', ['--version']).status !== 0) this.skip()
    rds = new SandboxRds(await sandboxUp(realPorts, settings))
    await rds.makeNetwork()
    live = await rds.make('shop-prod', password, { ...own, HoldsData: 'true' })
  })
  after(async () => {
    await sandboxDown(realPorts, settings)
    rmSync(home, { recursive: true, force: true })
  })

  it('is a server for the user and password that were asked for, by TLS unless told otherwise', async () => {
    const version = rds.sql(live, password, 'SHOW server_version_num')
    assert.match(version, /^15\d{4}$/)
    assert.match(rds.sql(live, 'wrong', 'SELECT 1'), /password authentication failed/)
    assert.match(rds.sql(live, password, 'SELECT 1', 'disable'), /no encryption/)
    const rights = "SELECT rolsuper FROM pg_roles WHERE rolname = 'shop'"
    assert.equal(rds.sql(live, password, rights), 'f')
    const open = { ParameterName: 'rds.force_ssl', ParameterValue: '0' }
    await rds.client.send(
      new ModifyDBParameterGroupCommand({
        DBParameterGroupName: 'shop',
        Parameters: [{ ...open, ApplyMethod: 'immediate' }],
      }),
    )
    await until(
      'not forced',
      10,
      async () => rds.sql(live, password, 'SELECT 1', 'disable') === '1',
    )
    const { databases } = await sandboxStatus(realPorts, settings)
    const [{ since, ...row } = { since: null }] = databases
    assert.ok(since)
    assert.deepEqual(row, {
      ...{ id: live.id, name: 'shop-prod', status: 'available', state: 'running' },
      address: live.address,
    })
    const log = await sandboxLogs(realPorts, settings, live.id, 50)
    assert.match(log, /ready to accept connections/)
  })

  it('keeps the password out of logs, arguments and all files but the record', async () => {
    const holders = spawnSync('grep', ['-rl', '--', password, home], { encoding: 'utf8' }).stdout
    assert.equal(holders, '')
    const told = spawnSync('podman', ['inspect', live.id], { encoding: 'utf8' }).stdout
    assert.doesNotMatch(told, new RegExp(password))
    const kept = `${world}/databases/${live.id}/settings.json`
    assert.equal(statSync(kept).mode & 0o777, 0o600)
    assert.match(readFileSync(kept, 'utf8'), /SCRAM-SHA-256/)
  })

  it('makes one snapshot under one name however often it is asked', async () => {
    const rows =
      "CREATE TABLE items AS SELECT g id, 'n' || g AS name FROM generate_series(1, 2000) g"
    assert.equal(rds.sql(live, password, rows), '')
    const tags = { ...own, 'opsctl:operation': 'op-1' }
    const one = await writer().snapshot('shop-prod', 'shop-prod-op-1', tags)
    const two = await writer().snapshot('shop-prod', 'shop-prod-op-1', tags)
    assert.deepEqual(two, one)
    assert.equal(one.source, live.id)
    assert.deepEqual([one.state, one.encrypted, one.sizeGib], ['completed', true, 20])
    assert.deepEqual(one.tags, tags)
    const made = (await listed()).filter((each) => 'opsctl:operation' in each.tags)
    assert.deepEqual(made, [one])
    assert.equal(rds.sql(live, password, 'DELETE FROM items WHERE id > 10'), '')
  })

  it('tells verdicts, sharing and needs, and what is not there', async () => {
    const snapshots = everySnapshotReader(rds.access)
    await everySnapshotWriter(rds.access).tag('shop-prod-op-1', { 'opsctl:verdict': 'good' })
    assert.equal((await snapshots.find('shop-prod-op-1'))?.tags['opsctl:verdict'], 'good')
    assert.equal(await snapshots.sharing('shop-prod-op-1'), 'private')
    assert.equal(await snapshots.find('no-such-snapshot'), null)
    assert.equal(await reader().find('no-such-instance'), null)
    assert.deepEqual((await everySnapshotNeeds(rds.access).read()).unread, [])
  })

  it('goes back to a moment inside the window, with and without a commit after it', async () => {
    const window = await reader().window('shop-prod')
    assert.ok(window && window.from < window.until)
    const before = new Date(rds.sql(live, password, 'SELECT now()'))
    await realPorts.clock.sleep(1100)
    assert.equal(rds.sql(live, password, 'DELETE FROM items'), '')
    const after = new Date().toISOString()
    const asked = { settings: { ...live.settings, deletionProtection: false }, tags: own }
    const past = { database: 'shop-prod', at: before.toISOString() }
    await writer().restore({ name: 'shop-prod-then', from: past, ...asked })
    const end = { database: 'shop-prod', at: after }
    await writer().restore({ name: 'shop-prod-end', from: end, ...asked })
    assert.equal(count(await rds.settled('shop-prod-then')), '10')
    assert.equal(count(await rds.settled('shop-prod-end')), '0')
    assert.equal(count(live), '0')
    await writer().remove('shop-prod-then')
    await writer().remove('shop-prod-end')
  })

  it('restores an instance with the settings of the live one, and exchanges names', async () => {
    const from = { snapshot: 'shop-prod-op-1' }
    const like = { ...live.settings, deletionProtection: false }
    const wanted = { name: 'shop-prod-restored', from, settings: like, tags: own }
    await writer().restore(wanted)
    await writer().restore(wanted)
    const made = await rds.settled('shop-prod-restored')
    assert.deepEqual(made.settings, like)
    assert.notEqual(made.id, live.id)
    assert.equal(count(made), '2000')
    await writer().rename('shop-prod', 'shop-prod-aside')
    await writer().rename('shop-prod-restored', 'shop-prod')
    const serving = await rds.settled('shop-prod')
    const aside = await rds.settled('shop-prod-aside')
    assert.deepEqual([serving.id, aside.id], [made.id, live.id])
    assert.equal(serving.address, live.address)
    assert.deepEqual([count(serving), count(aside)], ['2000', '0'])
    await writer().tag(serving, { HoldsData: 'true' })
    await writer().untag(serving, ['Project'])
    const tags = (await reader().find('shop-prod'))?.tags
    assert.deepEqual(tags, { Environment: 'prod', HoldsData: 'true' })
    await assert.rejects(writer().remove('shop-prod-aside'), /deletion protection/)
    await writer().protect('shop-prod-aside', false)
    await writer().remove('shop-prod-aside')
    await writer().remove('shop-prod-aside')
    assert.equal(await reader().find('shop-prod-aside'), null)
    await until('gone', 20, async () => !existsSync(`${world}/databases/${aside.id}`))
    live = serving
  })

  it('gets another password while it runs, and keeps its rows over a reboot, a stop and a kill', async () => {
    const named = { DBInstanceIdentifier: 'shop-prod' }
    const change = { ...named, MasterUserPassword: 'another-and-long' }
    await rds.client.send(new ModifyDBInstanceCommand(change))
    await rds.settled('shop-prod')
    assert.match(rds.sql(live, password, 'SELECT 1'), /password authentication failed/)
    password = change.MasterUserPassword
    assert.equal(count(live), '2000')
    await rds.client.send(new RebootDBInstanceCommand(named))
    assert.equal((await reader().find('shop-prod'))?.state, 'rebooting')
    assert.equal(count(await rds.settled('shop-prod')), '2000')
    await rds.client.send(new StopDBInstanceCommand(named))
    await rds.settled('shop-prod', 'stopped')
    await rds.client.send(new StartDBInstanceCommand(named))
    assert.equal(count(await rds.settled('shop-prod')), '2000')
    spawnSync('podman', ['kill', '--signal', 'KILL', live.id])
    await until('back', 60, async () => count(live) === '2000')
  })

  it('is an error to restore, when no server can start on the copy', async () => {
    for (const file of globSync(`${world}/db-snapshots/*/data/global/pg_control`)) {
      truncateSync(file)
    }
    const from = { snapshot: 'shop-prod-op-1' }
    const like = { ...live.settings, deletionProtection: false }
    await writer().restore({ name: 'shop-prod-broken', from, settings: like, tags: own })
    await rds.settled('shop-prod-broken', 'restore-error')
    await writer().remove('shop-prod-broken')
  })

  it('removes a snapshot with its folder, and does not mind when it is gone', async () => {
    const folders = () => globSync(`${world}/db-snapshots/*`).length
    const before = folders()
    await everySnapshotWriter(rds.access).remove('shop-prod-op-1')
    await everySnapshotWriter(rds.access).remove('shop-prod-op-1')
    assert.equal(await everySnapshotReader(rds.access).find('shop-prod-op-1'), null)
    assert.equal(folders(), before - 1)
  })

  it('is gone with the sandbox', async () => {
    const { containers } = await sandboxDown(realPorts, settings)
    assert.ok(containers.includes(live.id))
    assert.equal(spawnSync('podman', ['container', 'exists', live.id]).status, 1)
    assert.equal(existsSync(world), false)
  })
})
