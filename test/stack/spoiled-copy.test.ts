import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { awsQuery, texts } from '../e2e/aws-query.ts'
import { readWorkflow } from '../workflows/act.ts'
import { flipByte } from './flip-byte.ts'
import { opsctl, start } from './opsctl.ts'

const root = join(import.meta.dirname, '..', '..')
const env = ['-e', 'sandbox']
const state = process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state')

interface Listed {
  readonly id: string
  readonly verified: { readonly good: boolean } | null
}

/**
 * Copies of the quickstart's database that are spoiled where the sandbox keeps them: whoever relies on a
 * copy must hear of it, and nothing that was made to find out stays.
 */
describe('a copy that was spoiled', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-spoiled-'))
  const summary = join(folder, 'summary.md')
  let endpoint = ''

  before(async () => {
    endpoint = String((await opsctl('sandbox', 'up'))['endpoint'])
    const run = `exec ${process.execPath} ${join(root, 'bin', 'run.js')} "$@"`
    writeFileSync(join(folder, 'opsctl'), `#!/bin/sh\n${run}\n`, { mode: 0o755 })
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  /** A new copy, and the folder that holds its data. */
  async function copied(): Promise<{ id: string; data: string }> {
    const { facts } = await opsctl('snapshot', 'create', ...env)
    const [id = ''] = (facts as { snapshots: readonly string[] }).snapshots
    return { id, data: join(state, 'opsctl', 'sandbox', 'world', 'snapshots', id) }
  }

  async function foundBad(id: string): Promise<void> {
    const { snapshots } = await opsctl('snapshot', 'list', ...env)
    const listed = (snapshots as readonly Listed[]).find((one) => one.id === id)
    assert.equal(listed?.verified?.good, false)
    const own = { 'Filter.1.Name': 'tag:Role', 'Filter.1.Value.1': 'verify' }
    const hosts = await awsQuery(endpoint, 'ec2', 'DescribeInstances', {
      ...own,
      'Filter.2.Name': 'instance-state-name',
      'Filter.2.Value.1': 'running',
    })
    assert.deepEqual(texts(hosts, 'instanceId'), [])
    const volumes = { 'Filter.1.Name': 'tag:Name', 'Filter.1.Value.1': 'verify' }
    assert.deepEqual(
      texts(await awsQuery(endpoint, 'ec2', 'DescribeVolumes', volumes), 'volumeId'),
      [],
    )
  }

  it('by one byte turns the job verify-snapshot red, with the times in its summary', async () => {
    const { id, data } = await copied()
    spoil(data)
    const { steps = [] } = readWorkflow('verify-snapshot.yml').jobs['verify'] ?? {}
    const run = steps.find((one) => one.name === 'opsctl snapshot verify')?.run ?? ''
    // As GitHub runs a step whose shell is bash; the file for the summary is there beforehand.
    writeFileSync(summary, '')
    const ended = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
      cwd: root,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: `${folder}:${process.env['PATH']}`,
        OPSCTL_ENV: 'sandbox',
        GITHUB_ACTIONS: 'true',
        GITHUB_STEP_SUMMARY: summary,
      },
    })
    assert.equal(ended.status, 5, ended.stderr.slice(-2000))
    const told = readFileSync(summary, 'utf8')
    assert.match(
      told,
      new RegExp(`Snapshot \`${id}\` of \`sandbox\` \\*\\*cannot be relied on\\*\\*`),
    )
    assert.match(told, /Recovery time: .*Age of the data: \*\*/)
    assert.match(told, /\*\*NO\*\*.*checksum/i)
    await foundBad(id)
  })

  it('by emptying it is no copy, exit 5', async () => {
    const { id, data } = await copied()
    for (const name of globSync('*', { cwd: data })) rmSync(join(data, name), { recursive: true })
    const { code, error } = await start('snapshot', 'verify', id, ...env).ended
    assert.deepEqual([code, error], [5, 'SNAPSHOT_BAD'])
    await foundBad(id)
  })
})

/** Spoils the database's largest file. */
function spoil(data: string): void {
  const files = globSync('postgresql-15/base/*/[0-9]*', { cwd: data }).map((one) => join(data, one))
  const [largest] = files.toSorted((a, b) => statSync(b).size - statSync(a).size)
  assert.ok(largest !== undefined, `no database in ${data}`)
  flipByte(largest)
}
