import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { awsQuery, texts, until } from '../e2e/aws-query.ts'
import { flipByte } from './flip-byte.ts'
import { addItem, itemNames } from './items.ts'
import { opsctl, start } from './opsctl.ts'

const root = join(import.meta.dirname, '..', '..')
const state = process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state')
const world = join(state, 'opsctl', 'sandbox', 'world')
const approved = ['--yes', '--confirm', 'sandbox']

/** The sandbox's environment, with one host and a database that is an RDS instance. */
const settings = `
project     = "shop"
environment = "sandbox"
region      = "eu-west-3"
zones       = ["eu-west-3a", "eu-west-3b"]
vpc_cidr    = "10.20.0.0/16"
nat         = "none"

app_instance_type = "t3.small"
app_capacity = {
  blue  = { min = 1, desired = 1, max = 2 }
  green = { min = 0, desired = 0, max = 2 }
}
health_check = { interval = 5, timeout = 2, healthy = 2, unhealthy = 2 }

db_kind            = "rds"
db_instance_type   = "db.t3.small"
db_volume_size_gib = 20

protect        = false
final_snapshot = false
`

/**
 * An environment with `db_kind = "rds"` from nothing to rows that are lost and back, in a sandbox of its
 * own: the one of the quickstart must be down. Each `it` goes on where the last one ended.
 */
describe('an environment whose database is RDS', () => {
  const project = mkdtempSync(join(tmpdir(), 'opsctl-rds-project-'))
  const run = (...words: string[]) => opsctl(...words, '-C', project, '-e', 'sandbox')
  let endpoint = ''
  let address = ''
  let copy = ''
  let swapped = ''

  before(async () => {
    const parts = ['opsctl.yaml', 'VERSION', 'terraform', 'ansible', 'api', 'snapshots', 'rollback']
    const whole = (path: string) => !/node_modules|\.terraform($|\/)/.test(path)
    for (const part of parts) {
      cpSync(join(root, part), join(project, part), { recursive: true, filter: whole })
    }
    writeFileSync(join(project, 'terraform', 'env', 'sandbox', 'terraform.tfvars'), settings)
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...words], {
        cwd: project,
        stdio: 'ignore',
      })
    git('init', '-q', '-b', 'develop')
    git('add', '-A')
    git('commit', '-qm', 'feat: begin')
    const up = await opsctl('sandbox', 'up', '-C', project)
    endpoint = String(up['endpoint'])
    address = String(up['loadBalancer'])
  })
  after(async () => {
    await opsctl('sandbox', 'down', '--yes', '-C', project)
    rmSync(project, { recursive: true, force: true })
  })

  const rds = (action: string, more = {}) => awsQuery(endpoint, 'rds', action, more)
  /** The instance that serves, by the ID that stays. */
  async function serving(): Promise<string> {
    const asked = { DBInstanceIdentifier: 'shop-sandbox' }
    return texts(await rds('DescribeDBInstances', asked), 'DbiResourceId')[0] ?? ''
  }
  async function available(): Promise<void> {
    const asked = { DBInstanceIdentifier: 'shop-sandbox' }
    await until('available', 120, async () =>
      texts(await rds('DescribeDBInstances', asked), 'DBInstanceStatus').includes('available'),
    )
  }
  const names = () => itemNames(address)
  const add = (name: string) => addItem(address, name)
  /** As the superuser, whom no customer has. */
  async function sql(question: string): Promise<string> {
    const psql = ['psql', '-h', '/tmp', '-U', 'rdsadmin', '-d', 'shop', '-qAtXc', question]
    const words = ['exec', await serving(), 'runuser', '-u', 'postgres', '--', ...psql]
    return execFileSync('podman', words, { encoding: 'utf8', stdio: 'pipe' }).trim()
  }
  const restored = async (...words: string[]) =>
    (await run('snapshot', 'restore', ...words, '--swap', ...approved))['facts'] as Readonly<
      Record<string, unknown>
    >
  async function planIsEmpty(): Promise<void> {
    assert.equal((await run('infra', 'plan'))['empty'], true)
  }

  it('is built, and serves what was written', async () => {
    await run('infra', 'bootstrap')
    await run('infra', 'up', '--yes')
    await opsctl('image', 'build', '-C', project)
    const { reference } = await run('image', 'push')
    await run('config', 'apply', '--image', String(reference))
    await add('worth a restore')
    assert.deepEqual(await names(), ['worth a restore'])
  })

  it('has a copy that is proven good', async () => {
    const made = (await run('snapshot', 'create'))['facts']
    ;[copy = ''] = (made as { snapshots: readonly string[] }).snapshots
    const { good } = (await run('snapshot', 'verify', copy))['facts'] as { good: boolean }
    assert.equal(good, true)
  })

  it('finds one flipped byte in a copy', async () => {
    // Else recovery would write the page anew from the log, and there would be nothing to find.
    await rds('RebootDBInstance', { DBInstanceIdentifier: 'shop-sandbox' })
    await available()
    const before = new Set(globSync('*', { cwd: join(world, 'db-snapshots') }))
    await run('snapshot', 'create')
    const made = globSync('*', { cwd: join(world, 'db-snapshots') })
    const [fresh = ''] = made.filter((one) => !before.has(one))
    flipByte(
      join(world, 'db-snapshots', fresh, 'data'),
      await sql("SELECT pg_relation_filepath('items')"),
    )
    const { code, error } = await start(
      'snapshot',
      'verify',
      '--latest',
      '-C',
      project,
      '-e',
      'sandbox',
    ).ended
    assert.deepEqual([code, error], [5, 'SNAPSHOT_BAD'])
    const left = texts(await rds('DescribeDBInstances'), 'DBInstanceIdentifier')
    assert.deepEqual(left, ['shop-sandbox'])
  })

  it('gets its rows back from the copy, and the next plan changes nothing', async () => {
    await sql('DELETE FROM items')
    assert.deepEqual(await names(), [])
    const facts = await restored(copy)
    assert.deepEqual(await names(), ['worth a restore'])
    swapped = String(facts['aside'])
    await planIsEmpty()
  })

  it('goes the way back that was printed, and is configured without a change', async () => {
    await restored(swapped)
    assert.deepEqual(await names(), [])
    await planIsEmpty()
    await run('config', 'apply')
    assert.deepEqual(await names(), [])
  })

  it('goes back to a moment', async () => {
    await add('before the mishap')
    await sql('SELECT pg_sleep(2)')
    // A whole second after the row, and one before what destroys it.
    const moment = new Date().toISOString().replace(/\.\d+/, '')
    await sql('SELECT pg_sleep(2)')
    await sql('DELETE FROM items')
    await restored('shop-sandbox', '--at', moment)
    assert.deepEqual(await names(), ['before the mishap'])
    await planIsEmpty()
  })

  it('makes an instance under a new name and touches nothing else', async () => {
    const before = await serving()
    await run('snapshot', 'restore', copy, '--as-new')
    const all = texts(await rds('DescribeDBInstances'), 'DBInstanceIdentifier')
    assert.equal(all.filter((one) => one.startsWith('shop-sandbox-restored-')).length, 1)
    assert.equal(await serving(), before)
    await planIsEmpty()
  })

  it('is copied by AWS Backup with a lock and restore tests, or by DLM; a second plan is empty', async () => {
    const file = join(project, 'snapshots', 'terraform', 'env', 'sandbox', 'terraform.tfvars')
    const own = 'project = "shop"\nenvironment = "sandbox"\nregion = "eu-west-3"\n'
    writeFileSync(file, own)
    await run('snapshot', 'policy', 'up', '--yes')
    assert.equal((await run('snapshot', 'policy', 'plan'))['empty'], true)
    appendFileSync(file, 'kind = "dlm"\n')
    await run('snapshot', 'policy', 'up', ...approved, '--allow-data-loss', '--allow-large')
    assert.equal((await run('snapshot', 'policy', 'plan'))['empty'], true)
  })
})
