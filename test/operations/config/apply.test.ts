import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '../../../src/adapters/files.ts'
import type { Environment } from '../../../src/config/environment.ts'
import type { Facts, Running, Step } from '../../../src/engine/step.ts'
import { configApply, configApplyRehearsed } from '../../../src/operations/config/apply.ts'
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

  it('names no apply where a check finds nothing', async () =>
    assert.equal(await done(task('ok') + stats), true))

  it('names it where a host would change, or could not be checked', async () => {
    assert.equal(await done(task('changed') + stats), false)
    const lost = { ...counts, unreachable: 1 }
    const gone = line({ event: 'stats', hosts: { 'i-a': lost }, unfinished: {} })
    assert.equal(await done(task('unreachable') + gone, 4), false)
  })
})
