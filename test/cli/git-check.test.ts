import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { GitClone } from '../doubles/git-clone.ts'

const root = join(import.meta.dirname, '..', '..')

describe('git check in GitHub Actions', function () {
  this.timeout(60_000)
  let clone: GitClone
  before(function () {
    if (!existsSync(join(root, 'dist', 'main.js'))) this.skip()
  })
  beforeEach(() => {
    clone = new GitClone()
    clone.commit('feat: a\n')
    clone.git('switch', '-q', '-c', 'feat/a')
  })
  afterEach(() => clone.remove())

  function check(more: NodeJS.ProcessEnv) {
    const run = spawnSync(
      process.execPath,
      [join(root, 'bin', 'run.js'), 'git', 'check', '-C', clone.folder],
      { encoding: 'utf8', env: { ...process.env, CI: 'true', GITHUB_ACTIONS: '', ...more } },
    )
    const commands = [...run.stdout.split('\n'), ...run.stderr.split('\n')].filter((line) =>
      /^\s*::|##\[/.test(line),
    )
    return { code: run.status, commands }
  }

  it('annotates each finding, and nothing that a message says is a command', () => {
    const hash = clone.commit('::stop-commands::x\n\n::set-env name=A::b\n##[group]c\n')
    const { code, commands } = check({ GITHUB_ACTIONS: 'true' })
    assert.equal(code, 5)
    const title = `commit ${hash.slice(0, 8)}%2C line 1%3A message/header`
    assert.deepEqual(
      commands.map((line) => line.split('::')[1]),
      [`error title=${title}`],
    )
    assert.deepEqual(check({}).commands, [])
  })

  it('annotates nothing where there is no finding', () => {
    assert.deepEqual(check({ GITHUB_ACTIONS: 'true' }), { code: 0, commands: [] })
  })
})
