import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { GitClone } from '../doubles/git-clone.ts'

const root = join(import.meta.dirname, '..', '..')
/** git lets a name hold these: CSI in one character, and a mark that turns the rest around. */
const branch = 'feat/a\u009b31mred\u202ex'
const project =
  'project: shop\nregion: eu-west-3\nenvironments: { dev: { account: "111111111111" } }\n'

describe('names that would steer a terminal', function () {
  this.timeout(60_000)
  let clone: GitClone
  before(function () {
    if (!existsSync(join(root, 'dist', 'main.js'))) this.skip()
    clone = new GitClone()
    clone.commit('feat: a\n')
    clone.git('switch', '-q', '-c', branch)
    clone.write('opsctl.yaml', project)
  })
  after(() => clone?.remove())

  /** The built program; nothing that it prints may hold a control but line feeds. */
  function opsctl(...words: string[]) {
    const run = spawnSync(
      process.execPath,
      [join(root, 'bin', 'run.js'), ...words, '-C', clone.folder],
      { encoding: 'utf8', env: { ...process.env, GITHUB_ACTIONS: '', NO_COLOR: '1' } },
    )
    const all = run.stdout + run.stderr
    assert.doesNotMatch(all, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/)
    return { out: run.stdout, err: run.stderr, code: run.status }
  }

  it('reach it neither from a status nor from an error', () => {
    assert.match(opsctl('release', 'status').out, /this is feat\/a\\u\{9b\}31mred\\u\{202e\}x;/)
    const refused = opsctl('release', 'publish')
    assert.deepEqual([refused.code, /Branch .* is checked out/.test(refused.err)], [2, true])
  })

  it('stay what they are in a document', () => {
    assert.equal(JSON.parse(opsctl('release', 'status', '--json').out).result.branch, branch)
    const { error } = JSON.parse(opsctl('release', 'publish', '--json').out)
    assert.deepEqual([error.code, error.details.found], ['WRONG_BRANCH', branch])
  })
})
