import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '../../../src/adapters/files.ts'
import { configTest, scenariosIn, type TestContext } from '../../../src/operations/config/test.ts'
import { scenariosText } from '../../../src/ui/scenarios-view.ts'
import { type Scripted, scriptedExec } from '../../doubles/scripted-exec.ts'

const at = { bin: '/v/bin', dir: '/a', env: {}, image: 'host:1', run: 'r1', port: 4599 }
const molecule = (...has: string[]) => ({ file: '/v/bin/molecule', has })
const list = (stdout = '') => ({ file: 'podman', has: ['ps', 'label=opsctl.test=r1'], stdout })
const remove = (id: string) => ({ file: 'podman', has: ['rm', '--force', id] })
const scenarios = [
  { role: 'app', scenario: 'default' },
  { role: 'db', scenario: 'takeover' },
]

function tests(script: readonly Scripted[], stop = new AbortController()) {
  const { exec, calls, finish } = scriptedExec(script)
  const news: string[] = []
  const clock = { now: () => new Date(0), sleep: async () => undefined }
  const context = { exec, files: nodeFiles, clock, at, signal: stop.signal } as const
  const whole: TestContext = { ...context, news: (line) => news.push(line) }
  return { run: () => configTest(whole, scenarios), calls, finish, news }
}

describe('config test', () => {
  it('runs each scenario in its role, and goes on after one that failed', async () => {
    const { run, calls, finish, news } = tests([
      list(),
      { ...molecule('test', 'default'), exitCode: 2, stdout: 'TASK [app : Unit] ***\nfatal: no' },
      molecule('test', 'takeover'),
      list(),
    ])
    const ends = await run()
    finish()
    assert.deepEqual(
      ends.map((end) => [end.role, end.passed, end.words]),
      [
        ['app', false, ['TASK [app : Unit] ***', 'fatal: no']],
        ['db', true, []],
      ],
    )
    assert.equal(calls[1]?.cwd, '/a/roles/app')
    assert.ok(news.includes('app/default: app : Unit'))
    assert.match(
      scenariosText(ends),
      /fatal: no[\s\S]*app {3}default {3}FAILED[\s\S]*1 passed, 1 failed/,
    )
  })

  it('removes the hosts of a run that was killed before', async () => {
    const { run, finish } = tests([
      list('c0ffee\n'),
      remove('c0ffee'),
      molecule('test'),
      molecule('test'),
      list(),
    ])
    await run()
    finish()
  })

  it('leaves no host behind when it is interrupted', async () => {
    const stop = new AbortController()
    const interrupted = { ...molecule('test', 'default'), exitCode: 130, act: () => stop.abort() }
    const script = [list(), interrupted, molecule('destroy', 'default'), list('c1\n'), remove('c1')]
    const { run, finish } = tests(script, stop)
    await assert.rejects(run(), { code: 'INTERRUPTED' })
    finish()
  })

  it('finds the scenarios by their files', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'opsctl-scenarios-'))
    for (const folder of ['roles/app/molecule/default', 'roles/db/tasks', 'roles/app/molecule/x']) {
      await mkdir(join(dir, folder), { recursive: true })
    }
    await writeFile(join(dir, 'roles/app/molecule/default/molecule.yml'), '---\n')
    assert.deepEqual(await scenariosIn(nodeFiles, dir), [{ role: 'app', scenario: 'default' }])
    await rm(dir, { recursive: true })
  })
})
