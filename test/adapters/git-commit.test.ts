import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { headCommit } from '../../src/adapters/git-commit.ts'

describe('the commit that is checked out', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'opsctl-commit-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
    })

  it('is that of HEAD, from any folder of the clone', async () => {
    git('init', '--quiet')
    git('commit', '--quiet', '--allow-empty', '-m', 'feat: a')
    mkdirSync(join(folder, 'inner'))
    const head = git('rev-parse', 'HEAD').trim()
    assert.equal(await headCommit(folder), head)
    assert.equal(await headCommit(join(folder, 'inner')), head)
  })

  it('is what git says, however the clone keeps it', async () => {
    git('init', '--quiet', '--initial-branch', 'feat/a')
    git('commit', '--quiet', '--allow-empty', '-m', 'feat: a')
    const first = git('rev-parse', 'HEAD').trim()
    git('commit', '--quiet', '--allow-empty', '-m', 'feat: b')
    const ways: readonly (readonly string[])[] = [
      ['pack-refs', '--all'],
      ['switch', '--quiet', '--detach', first],
      ['symbolic-ref', 'refs/heads/other', 'refs/heads/feat/a'],
      ['symbolic-ref', 'HEAD', 'refs/heads/other'],
      ['tag', '-a', '-m', 'one', 'one'],
      ['symbolic-ref', 'HEAD', 'refs/tags/one'],
    ]
    for (const words of ways) {
      git(...words)
      const said = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' })
      assert.equal(await headCommit(folder), said.trim(), words.join(' '))
    }
  })

  it('needs no git where a file says it', async () => {
    git('init', '--quiet')
    git('commit', '--quiet', '--allow-empty', '-m', 'feat: a')
    const head = git('rev-parse', 'HEAD').trim()
    const { PATH } = process.env
    process.env['PATH'] = folder
    const found = await headCommit(folder)
    process.env['PATH'] = PATH
    assert.equal(found, head)
  })

  it('is none before the first, outside of a repository and where no folder is', async () => {
    git('init', '--quiet')
    assert.equal(await headCommit(folder), null)
    rmSync(join(folder, '.git'), { recursive: true })
    assert.equal(await headCommit(folder), null)
    assert.equal(await headCommit(join(folder, 'absent')), null)
  })
})
