import assert from 'node:assert/strict'
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitActions } from '../../src/adapters/git-actions.ts'
import * as publishing from '../../src/tools/git/publishing.ts'
import { GitClone } from '../doubles/git-clone.ts'

describe('git, where it changes something', function () {
  this.timeout(20_000)
  let clone: GitClone
  let head = ''
  const git = gitActions({ signal: new AbortController().signal, told() {} })
  const failed = (says: RegExp) => (error: { code?: string; message: string }) => {
    assert.equal(error.code, 'GIT_FAILED')
    assert.match(error.message, says)
    return true
  }
  beforeEach(() => {
    clone = new GitClone()
    clone.git('config', 'user.name', 'Ada')
    clone.git('config', 'user.email', 'ada@example.org')
    head = clone.commit('feat: a\n')
  })
  afterEach(() => clone.remove())
  const tag = (name: string) =>
    git.run(publishing.tag(clone.folder, { name, commit: head, operation: 'x', sign: false }))

  for (const name of [
    '--upload-pack=touch CANARY',
    '-h',
    'v1$(touch CANARY)',
    'a..b',
    'a@{1}',
    'a\nb',
  ]) {
    it(`refuses the tag ${JSON.stringify(name)} and runs nothing`, async () => {
      const canary = join(clone.folder, 'canary')
      const before = clone.git('tag', '--list')
      await tag(name.replace('CANARY', canary)).catch((error) => failed(/./)(error))
      assert.equal(existsSync(canary), false)
      // `$(...)` is legal in a ref: git stores it, and nothing ever expands it.
      if (!name.includes('$')) assert.equal(clone.git('tag', '--list'), before)
    })
  }

  it('has no transport but the one that was allowed', async () => {
    const canary = join(clone.folder, 'canary')
    const allowed = { GIT_ALLOW_PROTOCOL: 'https' }
    const push = (remote: string) =>
      git.run(publishing.push(clone.folder, remote, ['HEAD:refs/heads/main'], allowed))
    await assert.rejects(push(`ext::touch ${canary}`), failed(/'ext' not allowed/))
    await assert.rejects(push('file:///etc'), failed(/'file' not allowed/))
    assert.equal(existsSync(canary), false)
  })

  it('takes a hook that fails without a word for a failure', async () => {
    const hook = join(clone.folder, '.git', 'hooks', 'pre-commit')
    writeFileSync(hook, '#!/bin/sh\nexit 1\n')
    chmodSync(hook, 0o755)
    clone.write('VERSION', '1.0.0\n')
    await git.run(publishing.add(clone.folder, ['VERSION']))
    const request = { message: 'chore(release): v1.0.0', sign: false, paths: ['VERSION'] }
    await assert.rejects(
      git.run(publishing.commit(clone.folder, request)),
      failed(/without a word/),
    )
    assert.equal(clone.git('rev-parse', 'HEAD'), head)
  })

  it('commits what it is given and leaves what else is staged', async () => {
    clone.write('VERSION', '1.0.0\n')
    clone.write('other', 'x\n')
    clone.git('add', 'other')
    await git.run(publishing.add(clone.folder, ['VERSION']))
    const request = { message: 'chore(release): v1.0.0\n', sign: false, paths: ['VERSION'] }
    await git.run(publishing.commit(clone.folder, request))
    assert.equal(
      clone.git('show', '--format=%s', '--name-only', 'HEAD'),
      'chore(release): v1.0.0\n\nVERSION',
    )
    assert.equal(clone.git('status', '--porcelain'), 'A  other')
  })

  it('hides a password in what git says', async () => {
    clone.git('remote', 'add', 'origin', 'https://ada:secret@127.0.0.1:1/x.git')
    const allowed = { GIT_ALLOW_PROTOCOL: 'https' }
    const push = publishing.push(clone.folder, 'origin', ['HEAD:refs/heads/main'], allowed)
    await assert.rejects(git.run(push), (error: Error) => !error.message.includes('secret'))
  })
})
