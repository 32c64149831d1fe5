import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GitClone } from '../doubles/git-clone.ts'

const root = join(import.meta.dirname, '..', '..')

/** Tells on stderr which files were loaded, a line each. */
const tell = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module'
registerHooks({ load: (url, context, next) => (process.stderr.write(url + '\\n'), next(url, context)) })`)}`

const opsctl = (...args: string[]) => opsctlIn({}, ...args)

/** The built program, as it is published; without a terminal. */
function opsctlIn(more: NodeJS.ProcessEnv, ...args: string[]) {
  const env = { ...process.env, GITHUB_ACTIONS: '', ...more }
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

  it('loads no schema for a configuration that it checked before, on either way', () => {
    const environments = 'environments: { dev: { account: "111111111111" } }\n'
    clone.write('opsctl.yaml', `project: shop\nregion: eu-west-3\n${environments}`)
    const cache = mkdtempSync(join(tmpdir(), 'opsctl-cache-'))
    const parsers = (...words: string[]) => {
      const ended = opsctlIn(
        { XDG_CACHE_HOME: cache, NODE_OPTIONS: `--import=${tell}` },
        ...['release', 'bump', ...words],
      )
      assert.equal(ended.code, 0, ended.err)
      return ended.err.split('\n').filter((one) => /\/parse-\w+\.js$/.test(one)).length
    }
    const ways = [parsers('-C', clone.folder), parsers(`--chdir=${clone.folder}`)]
    assert.deepEqual([...ways, parsers('-C', clone.folder)], [1, 0, 0])
    rmSync(cache, { recursive: true })
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
