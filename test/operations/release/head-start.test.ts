import assert from 'node:assert/strict'
import { HeadStart } from '../../../src/adapters/head-start.ts'
import { nodeStreams } from '../../../src/adapters/streams.ts'
import { waitingFiles } from '../../../src/adapters/waiting-files.ts'
import { MemoryLines } from '../../../src/domain/release/lines.ts'
import { usualSettings } from '../../../src/domain/release/settings.ts'
import { releasePlan } from '../../../src/operations/release/plan.ts'
import { log, sinceTags } from '../../../src/tools/git/log.ts'
import { GitClone } from '../../doubles/git-clone.ts'

describe('a log that was begun before the last release was known', function () {
  this.timeout(300_000)
  let clone: GitClone
  beforeEach(() => {
    clone = new GitClone()
  })
  afterEach(() => clone.remove())

  /** The plan, and how many times git was asked for it; once is the log that was begun. */
  async function plan(begin: boolean) {
    const ahead = new HeadStart()
    if (begin) ahead.begin(log(clone.folder, sinceTags('v')))
    let asked = 0
    const told = () => {
      asked += 1
    }
    const streams = nodeStreams(new AbortController().signal, told, ahead)
    const context = {
      streams,
      files: waitingFiles,
      settings: usualSettings,
      folder: clone.folder,
      newLines: () => new MemoryLines(),
    }
    const made = await releasePlan(context).catch((error: unknown) => String(error))
    ahead.end()
    return { made, asked }
  }

  it('is enough where all that came since stands on the release', async () => {
    clone.commit('feat: a\n')
    clone.git('tag', '-a', '-m', 'one', 'v1.0.0')
    const base = clone.commit('fix: b\n')
    const side = clone.commit('feat: c\n', [base])
    clone.commit('Merge c\n', [base, side])
    const begun = await plan(true)
    assert.equal(begun.asked, 1)
    assert.deepEqual(begun.made, (await plan(false)).made)
  })

  it('is not, where a branch was begun before the release and merged behind it', async () => {
    const root = clone.commit('feat: a\n')
    const side = clone.commit('feat!: c\n', [root])
    const release = clone.commit('fix: b\n')
    clone.git('tag', 'v1.0.0')
    clone.git('update-ref', 'HEAD', clone.commit('Merge c\n', [release, side]))
    const begun = await plan(true)
    assert.ok(begun.asked > 1)
    assert.deepEqual(begun.made, (await plan(false)).made)
  })

  it('is not, where a tag that is no release hides commits', async () => {
    clone.commit('feat: a\n')
    clone.git('tag', 'v1.0.0')
    clone.commit('feat: hidden\n')
    clone.git('tag', 'vendored')
    clone.commit('fix: b\n')
    const begun = await plan(true)
    assert.ok(begun.asked > 1)
    assert.deepEqual(begun.made, (await plan(false)).made)
  })

  it('is not, behind a pre-release, before any release, or with a higher one elsewhere', async () => {
    const root = clone.commit('feat: a\n')
    const tags = ['', 'v1.0.0-beta.1', 'v1.0.0', 'v1.1.0-rc.1', 'v2.0.0']
    for (const tag of tags) {
      const at = tag === 'v2.0.0' ? clone.commit('feat: on another line\n', [root]) : 'HEAD'
      if (tag !== '') clone.git('tag', tag, at)
      clone.commit('fix: b\n')
      const begun = await plan(true)
      assert.deepEqual(begun.made, (await plan(false)).made)
      assert.equal(begun.asked === 1, tag === 'v1.0.0', tag)
    }
  })

  it('is enough with packed tags and a remote', async () => {
    clone.commit('feat: a\n')
    clone.git('tag', '-a', '-m', 'one', 'v1.0.0')
    clone.git('pack-refs', '--all')
    clone.git('remote', 'add', 'origin', 'https://github.com/acme/shop.git')
    clone.commit('fix: b\n')
    const begun = await plan(true)
    assert.equal(begun.asked, 1)
    assert.deepEqual(begun.made, (await plan(false)).made)
    assert.match(JSON.stringify(begun.made), /acme\/shop\/compare/)
  })

  it('is not, where the clone is not a plain one', async () => {
    clone.commit('feat: a\n')
    clone.git('tag', 'v1.0.0')
    clone.commit('fix: b\n')
    for (const words of [
      ['switch', '-q', '--detach'],
      ['switch', '-q', 'main'],
    ]) {
      clone.git(...words)
      if (words.includes('main')) clone.git('config', 'include.path', 'more')
      const begun = await plan(true)
      assert.ok(begun.asked > 1, words.join(' '))
      assert.deepEqual(begun.made, (await plan(false)).made)
    }
  })

  it('makes no difference to any plan', async () => {
    let seed = 20_261_124
    const below = (limit: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
      return (seed >> 8) % limit
    }
    const words = ['feat: x', 'fix: x', 'chore: x', 'feat!: x', 'revert: x']
    let used = 0
    for (let history = 0; history < 25; history++) {
      clone.remove()
      clone = new GitClone()
      const made: string[] = [clone.commit('feat: root\n')]
      let version = 0
      for (let count = 4 + below(8); count > 0; count--) {
        const some = () => made[Math.max(0, made.length - 1 - below(3))] ?? ''
        const parents = [...new Set(below(3) === 0 ? [some(), some()] : [some()])]
        made.push(clone.commit(`${words[below(words.length)]} ${count}\n`, parents))
        const name = [null, null, null, '', '', '-beta.1', ' vendor'][below(7)] ?? null
        if (name === null) continue
        const tag = name === ' vendor' ? `vendor${count}` : `v1.${version++}.0${name}`
        clone.git('tag', tag, made.at(-1) ?? '')
      }
      clone.git('update-ref', 'HEAD', made.at(-1) ?? '')
      const begun = await plan(true)
      assert.deepEqual(begun.made, (await plan(false)).made, `history ${history}`)
      used += begun.asked === 1 ? 1 : 0
    }
    assert.ok(used > 3, `${used} of 25`)
  })
})
