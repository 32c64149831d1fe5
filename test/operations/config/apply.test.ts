import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '../../../src/adapters/files.ts'
import type { Environment } from '../../../src/config/environment.ts'
import type { Facts, Running, Step } from '../../../src/engine/step.ts'
import type { OpsctlError } from '../../../src/errors/index.ts'
import {
  configApply,
  configApplyRehearsed,
  refuseFailedHosts,
} from '../../../src/operations/config/apply.ts'
import { configCheck } from '../../../src/operations/config/check.ts'
import type { ApplyContext } from '../../../src/operations/config/context.ts'
import type { Exec } from '../../../src/ports/exec.ts'
import { counts } from '../../doubles/host-counts.ts'
import { scriptedExec } from '../../doubles/scripted-exec.ts'
import { Disk, Power } from '../../engine/power.ts'

const line = (event: object) => `${JSON.stringify(event)}\n`
const task = (status: string) =>
  line({ event: 'host', host: 'i-a', task: 'app : Unit', id: '1', action: 'template', status })
const stats = line({ event: 'stats', hosts: { 'i-a': counts }, unfinished: {} })

describe('config apply, and a dry run of it', () => {
  let dir = ''
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'opsctl-apply-'))
    await writeFile(join(dir, 'site.yml'), '---\n')
  })
  afterEach(() => rm(dir, { recursive: true }))

  const aim = { image: 'shop@sha256:1', version: '1.2.3', only: [], spared: [], asOf: null }
  const contextOf = (exec: Exec): ApplyContext => ({
    exec,
    environment: { name: 'dev' },
    documents: new Disk().bucket(new Power()),
    operation: '20261124t010101z-00000009',
    asked: { image: null, failed: false, only: [] },
    run: async ({ asOf: _, ...reach }) => ({
      ...{ exec, files: nodeFiles, environment: { name: 'dev' } as Environment },
      ...{ ansible: { bin: null, dir, env: {} }, playbook: 'site.yml', extra: [], ...reach },
      variables: async () => ({ app_image: reach.image }),
    }),
  })
  const at = (facts: Facts = aim) =>
    ({ facts, folder: dir, news: () => undefined }) as unknown as Running
  const converge = (steps: readonly Step<ApplyContext>[]) =>
    steps.find(({ id }) => id === 'converge')

  /** Whether the one step is done, by what Ansible's check says. */
  const done = async (stdout: string, exitCode = 0) => {
    const script = [{ file: 'ansible-playbook', has: ['--check'], stdout, exitCode }]
    const { exec, finish } = scriptedExec(script)
    const found = await converge(configApplyRehearsed())?.done?.(contextOf(exec), at())
    finish()
    return found
  }

  it('notes image and version, so that the next run takes neither off the hosts', async () => {
    const { exec } = scriptedExec([{ file: 'ansible-playbook', stdout: task('ok') + stats }])
    const facts = await converge(configApply())?.run(contextOf(exec), at())
    assert.deepEqual([facts?.['image'], facts?.['version']], ['shop@sha256:1', '1.2.3'])
  })

  it('hands the variables on in a file of its own, gone with the run, that a resume can wait for', async () => {
    const durable: unknown[] = []
    const file = join(dir, 'variables.json')
    const look = () => {
      const { configuration_hash: hash, ...handed } = JSON.parse(readFileSync(file, 'utf8'))
      assert.deepEqual([handed, statSync(file).mode & 0o777], [{ app_image: aim.image }, 0o600])
      assert.match(hash, /^[0-9a-f]{64}$/)
    }
    const { exec } = scriptedExec([{ file: 'ansible-playbook', stdout: stats, act: look }])
    const run: Exec['run'] = (line, options) => {
      durable.push(options?.durable?.name)
      return exec.run(line, options)
    }
    await converge(configApply())?.run(contextOf({ ...exec, run }), at())
    assert.deepEqual([durable, existsSync(file)], [['playbook-1'], false])
  })

  it('has nothing to tell of a run that was only rehearsed', async () => {
    const { exec } = scriptedExec([])
    const run: Exec['run'] = async () => ({
      ...{ exitCode: null, signal: null, stdout: '', stderr: '', skipped: true },
    })
    const facts = await converge(configApply())?.run(contextOf({ ...exec, run }), at())
    assert.deepEqual([facts?.['hosts'], facts?.['changed']], [[], false])
  })

  it('ends with the hosts that were left behind, and well without any', async () => {
    const lost = { ...counts, failures: 1 }
    const hosts = { 'i-a': lost, 'i-b': counts }
    const stdout = task('failed') + line({ event: 'stats', hosts, unfinished: {} })
    const { exec } = scriptedExec([{ file: 'ansible-playbook', stdout, exitCode: 2 }])
    const facts = (await converge(configApply())?.run(contextOf(exec), at())) ?? {}
    assert.throws(
      () => refuseFailedHosts('dev', facts),
      (error: OpsctlError) => {
        assert.deepEqual([error.code, error.exitCode], ['HOSTS_FAILED', 1])
        assert.match(error.message + error.now, /i-a {2}failed {2}app : Unit/)
        assert.doesNotMatch(error.message + error.now, /i-b/)
        return true
      },
    )
    refuseFailedHosts('dev', { hosts: facts['hosts'] ?? [], failedHosts: [] })
  })

  it('tells what a check would change from what it cannot judge, and leaves this machine out', async () => {
    const unjudged = (host: string) =>
      line({ event: 'host', host, task: `ask ${host}`, status: 'skipped', unjudged: true })
    const here = line({ event: 'host', host: 'localhost', task: 'see', status: 'changed' })
    const stdout = here + task('changed') + unjudged('i-a') + unjudged('localhost') + stats
    const { exec } = scriptedExec([{ file: 'ansible-playbook', has: ['--check'], stdout }])
    const drift = await configCheck(await contextOf(exec).run(aim), dir, () => undefined)
    const { host, changes, unjudged: left } = drift.hosts[0] ?? {}
    assert.deepEqual([drift.hosts.length, host], [1, 'i-a'])
    assert.deepEqual([changes, left], [['app : Unit'], ['ask i-a']])
  })

  it('names no apply where a check finds nothing', async () =>
    assert.equal(await done(task('ok') + stats), true))

  it('names it where a host would change, or could not be checked', async () => {
    assert.equal(await done(task('changed') + stats), false)
    const lost = { ...counts, unreachable: 1 }
    const gone = line({ event: 'stats', hosts: { 'i-a': lost }, unfinished: {} })
    assert.equal(await done(task('unreachable') + gone, 4), false)
  })
})
