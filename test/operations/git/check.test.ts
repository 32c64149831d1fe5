import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '../../../src/adapters/files.ts'
import { nodeStreams } from '../../../src/adapters/streams.ts'
import { excerpt } from '../../../src/domain/git-rules/finding.ts'
import { OpsctlError } from '../../../src/errors/index.ts'
import { type CheckRequest, gitCheck } from '../../../src/operations/git/check.ts'
import { GitClone } from '../../doubles/git-clone.ts'

const zeros = '0'.repeat(40)
/** As it stands in JSON, for an expression. */
const escaped = (text: string) =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

describe('git check, on a real clone', () => {
  const top = mkdtempSync(join(tmpdir(), 'opsctl-git-check-'))
  const repository = new GitClone()
  const { folder } = repository
  const raw = (message: string | Uint8Array, ...parents: string[]) =>
    repository.commit(message, parents)
  const check = (request: CheckRequest) =>
    gitCheck(request, {
      streams: nodeStreams(new AbortController().signal, () => undefined),
      files: nodeFiles,
      folder,
    })
  const found = async (request: CheckRequest) =>
    (await check(request)).findings.map(({ line, rule }) => `${line} ${rule}`)
  const refused = async (request: CheckRequest, rule: RegExp) => {
    await assert.rejects(check(request), (error) => {
      assert.ok(error instanceof OpsctlError)
      assert.deepEqual([error.code, error.exitCode], ['BAD_INPUT', 2])
      assert.match(error.message, rule)
      assert.ok(error.next.length > 0)
      return true
    })
  }

  let first = ''
  before(() => {
    first = repository.commit('feat: begin\n')
    repository.git('checkout', '-q', '-b', 'feat/a')
    // All that a repository's configuration could add to what git prints.
    for (const pair of ['log.showSignature=true', 'color.ui=always', 'log.decorate=full']) {
      const [key = '', value = ''] = pair.split('=')
      repository.git('config', key, value)
    }
  })
  after(() => {
    repository.remove()
    rmSync(top, { recursive: true, force: true })
  })

  it('judges the branch checked out and what no remote has, when nothing is named', async () => {
    const sum = await check({})
    assert.deepEqual([sum.branches, sum.commits, sum.good], [1, 1, true])
    repository.git('update-ref', 'refs/remotes/origin/develop', first)
    assert.equal((await check({})).commits, 0)
  })

  const messages: readonly (readonly [string, string | Buffer, string[]])[] = [
    ['a good one', 'fix: a\n\nBody.\n', []],
    ['none', '', ['1 message/empty']],
    ['ANSI in a title', 'feat: \x1b]52;c;aWQ=\x07x', ['1 message/invisible']],
    ['Latin-1', Buffer.from('feat: caf\xe9\n', 'latin1'), ['1 message/utf-8']],
    ['a record that git never wrote', 'feat: a\n\n\x01\x1e\n', ['3 message/invisible']],
    ['a footer behind a NUL', 'feat: a\0\n\nBREAKING CHANGE: x\n', []],
    ['a title of a megabyte', `feat: ${'a'.repeat(1_000_000)}`, ['1 message/length']],
    ['a forged merge', "Merge pull request #1 from x/y'\n", ['1 message/header']],
  ]
  for (const [what, message, rules] of messages) {
    it(`judges a commit with ${what}`, async () => {
      const tip = raw(message, first)
      assert.deepEqual(await found({ range: `${first}..${tip}` }), rules)
    })
  }

  it('lets a merge carry the words that git gave it', async () => {
    const merge = raw('Merge branch x\n', first, raw('fix: b\n', first))
    const sum = await check({ range: `${first}..${merge}` })
    assert.deepEqual([sum.commits, sum.findings], [2, []])
  })

  it('takes zeros for "nothing was there", as git and GitHub write it', async () => {
    const tip = raw('Bad\n', first)
    assert.equal((await check({ range: `${zeros}..${tip}` })).commits, 1)
  })

  it('judges each branch of a push: its name, and the commits that the remote lacks', async () => {
    const tip = raw('Bad\n', first)
    const updates = [
      `refs/heads/x ${tip} refs/heads/Wip ${zeros}`,
      `refs/tags/v1.0.0 ${tip} refs/tags/v1.0.0 ${zeros}`,
      `(delete) ${zeros} refs/heads/old ${first}`,
      '',
    ].join('\n')
    assert.deepEqual(await found({ updates }), ['null branch/kind', '1 message/header'])
    assert.deepEqual(await found({ updates: '' }), [])
  })

  it('refuses to push a branch that no script could name', async () => {
    const updates = `refs/heads/x ${first} refs/heads/feat/$(id) ${zeros}\n`
    await refused({ updates }, /the branch that is pushed/)
    await refused({ updates: 'origin main\n' }, /--pre-push/)
  })

  const branches = ['feat/a"b', 'feat/$IFS', 'feat/a\nb', 'feat/a..b', 'feat/a@{1}', '-h', '']
  for (const branch of branches) {
    it(`refuses branch ${JSON.stringify(branch)}, and names it`, () =>
      refused({ branch }, new RegExp(`^--branch: "${escaped(excerpt(branch))}" `)))
  }

  const ranges = ['HEAD', 'nowhere..HEAD', '--output=/tmp/p..HEAD', 'HEAD..$(id)', 'HEAD..HEAD\nx']
  for (const range of ranges) {
    it(`refuses range ${JSON.stringify(range)}`, () => refused({ range }, /^--range: /))
  }

  describe('a message that is about to be committed', () => {
    const draft = (name: string, content: string | Buffer) => {
      writeFileSync(join(top, name), content)
      return join(top, name)
    }

    it('is judged without the comments that git drops', async () => {
      const message = draft('good', 'feat: a\n# Please enter\n\n# ----- >8 -----\nBREAKING\n')
      assert.deepEqual(await found({ message }), [])
      assert.deepEqual(await found({ message: draft('bad', '# x\nAdd a thing\n') }), [
        '2 message/header',
      ])
    })

    it('is refused when it is not text, or not a file', async () => {
      await refused({ message: draft('nul', 'feat: a\0b') }, /NUL/)
      await refused({ message: draft('latin', Buffer.from('feat: \xe9', 'latin1')) }, /UTF-8/)
      await refused({ message: top }, /not a regular file/)
      await refused({ message: join(top, 'absent') }, /does not exist/)
      symlinkSync('/dev/zero', join(top, 'endless'))
      await refused({ message: join(top, 'endless') }, /not a regular file/)
    })
  })

  it('keeps few findings of many, and counts them all', async () => {
    const commit = 'commit refs/heads/many\ncommitter A <a@b> 1700000000 +0000\ndata 4\nBad\n'
    const stream = `reset refs/heads/many\nfrom ${first}\n\n${commit.repeat(520)}`
    spawnSync('git', ['fast-import', '--quiet'], { cwd: folder, input: stream })
    const sum = await check({ range: `${first}..many` })
    assert.deepEqual([sum.commits, sum.found, sum.findings.length], [520, 520, 500])
  })
})
