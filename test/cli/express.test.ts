import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GitClone } from '../doubles/git-clone.ts'

const root = join(import.meta.dirname, '..', '..')

/** The built program, as it is published; without a terminal. */
function opsctl(...args: string[]) {
  const env = { ...process.env, GITHUB_ACTIONS: '' }
  const run = spawnSync(process.execPath, [join(root, 'bin', 'run.js'), ...args], {
    cwd: tmpdir(),
    encoding: 'utf8',
    env,
  })
  return { out: run.stdout, err: run.stderr, code: run.status }
}

describe('the express way of release bump', function () {
  this.timeout(60_000)
  let clone: GitClone
  before(function () {
    if (!existsSync(join(root, 'dist', 'express.js'))) this.skip()
  })
  beforeEach(() => {
    clone = new GitClone()
    clone.commit('feat: a\n')
    clone.git('tag', '-a', '-m', 'one', 'v1.0.0')
    clone.commit('feat: b\n')
    clone.git('remote', 'add', 'origin', 'https://github.com/acme/shop.git')
  })
  afterEach(() => clone.remove())

  const files = ['VERSION', 'CHANGELOG.md']
  const written = () => files.map((file) => readFileSync(join(clone.folder, file), 'utf8'))
  const clean = () => {
    for (const file of files) rmSync(join(clone.folder, file), { force: true })
  }
  /** Plain words, and the same in a form that is left to oclif. */
  const ways = (folder: string, ...more: string[]) => [
    () => opsctl('release', 'bump', '-C', folder, ...more),
    () => opsctl('release', 'bump', `--chdir=${folder}`, ...more),
  ]

  it('says and writes what the ordinary way does', () => {
    for (const more of [[], ['--json'], ['--no-input']]) {
      const [plain, usual] = ways(clone.folder, ...more).map((run) => {
        clean()
        const ended = run()
        assert.equal(ended.code, 0, ended.err)
        return [ended, written(), run()]
      })
      assert.deepEqual(plain, usual)
    }
    assert.match(written()[1] ?? '', /github\.com\/acme\/shop\/compare\/v1\.0\.0\.\.\.v1\.1\.0/)
  })

  it('reads the configuration, and another prefix of the tags', () => {
    const environments = 'environments: { dev: { account: "111111111111" } }\n'
    const release = 'release: { tagPrefix: web- }\n'
    clone.write('opsctl.yaml', `project: shop\nregion: eu-west-3\n${environments}${release}`)
    clone.git('tag', 'web-3.0.0', 'HEAD~1')
    const [plain, usual] = ways(clone.folder, '--json').map((run) => {
      clean()
      return [run(), written()]
    })
    assert.equal(written()[0], '3.1.0\n')
    assert.deepEqual(plain, usual)
  })

  it('refuses as the ordinary way does', () => {
    const nowhere = mkdtempSync(join(tmpdir(), 'opsctl-nowhere-'))
    for (const folder of [nowhere, join(nowhere, 'absent')]) {
      const [plain, usual] = ways(folder, '--json').map((run) => run())
      assert.equal(plain?.code, 2, plain?.err)
      assert.deepEqual(plain, usual)
    }
    rmSync(nowhere, { recursive: true })
  })
})
