import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  branchInHead,
  originInConfig,
  tagsInPackedRefs,
} from '../../../src/tools/git/plain-files.ts'
import { GitClone } from '../../doubles/git-clone.ts'

describe('the files of a plain clone', function () {
  this.timeout(60_000)
  let clone: GitClone
  beforeEach(() => {
    clone = new GitClone()
  })
  afterEach(() => clone.remove())
  const file = (path: string) => readFileSync(join(clone.folder, '.git', path), 'utf8')

  it('name branch, tags and remote as git wrote them', () => {
    clone.commit('feat: a\n')
    clone.git('tag', 'v1.0.0')
    clone.git('tag', '-a', '-m', 'two', 'web/v1,1.0(x)')
    clone.git('switch', '-q', '-c', 'feat/a-b')
    clone.git('remote', 'add', 'up-stream', 'https://example.org/other.git')
    assert.equal(originInConfig(file('config')), null)
    clone.git('remote', 'add', 'origin', 'git@example.org:acme/shop.git')
    clone.git('pack-refs', '--all')
    assert.equal(branchInHead(file('HEAD')), 'feat/a-b')
    assert.deepEqual(tagsInPackedRefs(file('packed-refs')), ['v1.0.0', 'web/v1,1.0(x)'])
    assert.equal(originInConfig(file('config')), 'git@example.org:acme/shop.git')
    clone.git('switch', '-q', '--detach')
    assert.equal(branchInHead(file('HEAD')), null)
  })

  it('are believed only where git reads the same', () => {
    const origin = '[remote "origin"]\n\turl = https://a.example/b\n'
    const texts = [
      origin,
      '[core]\n\tbare = false\n',
      `${origin}\tpushurl = https://c.example/d\n`,
      `${origin}\turl = https://c.example/d\n`,
      `${origin}[remote "origin"]\n\turl = https://c.example/d\n`,
      `${origin}[branch "main"]\n\turl = x\n`,
      '[remote "origin"]\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n',
      '[remote "origin"]\n\turl = "https://a.example/b"\n',
      '[remote "origin"]\n\turl = https://a.example/b # mine\n',
      '[remote "origin"]\n\turl = https://a.example/\\\nb\n',
      '[remote "origin"] url = https://a.example/b\n',
      '[Remote "origin"]\n\tURL = https://a.example/b\n',
      '[remote.origin]\n\turl = https://a.example/b\n',
      '[remote "ori\\gin"]\n\turl = https://a.example/b\n',
      '[remote "my-origin"]\n\turl = https://a.example/b\n',
      '[core]\n\tbare = false\n\t[remote "origin"]\n\turl = https://a.example/b\n',
      '# [remote "origin"]\n\n[user]\n\turl = x\n',
      '[remote "origin"]\n\turl\n',
      '[remote "origin"]\n\turl =\n',
    ]
    let believed = 0
    for (const text of texts) {
      const read = originInConfig(text)
      if (read === undefined) continue
      believed += 1
      clone.write('config', text)
      const said = clone.git('config', '--file', 'config', '--default', '', 'remote.origin.url')
      assert.equal(read ?? '', said, text)
    }
    assert.ok(believed >= 5, `${believed} of ${texts.length}`)
  })

  it('are left to git where they name other files or keep the refs elsewhere', () => {
    for (const more of [
      '[include]\n\tpath = more\n',
      '[includeIf "gitdir:/"]\n\tpath = more\n',
      '[extensions]\n\trefStorage = reftable\n',
      '[extensions]\n\tworktreeConfig = true\n',
    ]) {
      assert.equal(originInConfig(`[core]\n\tbare = false\n${more}`), undefined, more)
    }
  })
})
