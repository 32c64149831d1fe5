import assert from 'node:assert/strict'
import { isZeros, parseRange, parseUpdates } from '../../../src/domain/git-rules/updates.ts'

const a = 'a'.repeat(40)
const b = 'b'.repeat(40)
const none = '0'.repeat(40)

describe('what git hands to a pre-push hook', () => {
  it('gives the branches that get commits: no tags, no deletions', () => {
    const text = [
      `refs/heads/feat/x ${a} refs/heads/feat/x ${none}`,
      `refs/heads/local ${a} refs/heads/main ${b}`,
      `(delete) ${none} refs/heads/old ${b}`,
      `refs/tags/v1.0.0 ${a} refs/tags/v1.0.0 ${none}`,
      '',
    ].join('\n')
    assert.deepEqual(parseUpdates(text), [
      { branch: 'feat/x', to: a, from: null },
      { branch: 'main', to: a, from: b },
    ])
  })

  it('is refused when it is anything else', () => {
    for (const text of ['x', `refs/heads/a ${a} refs/heads/a`, `a --exec=id b ${a}`]) {
      assert.equal(parseUpdates(text), null)
    }
  })
})

describe('ranges', () => {
  it('have two ends', () => {
    assert.deepEqual(parseRange('origin/main..HEAD~2'), { from: 'origin/main', to: 'HEAD~2' })
    assert.deepEqual(parseRange('v1.0.0^{}..HEAD@{1}'), { from: 'v1.0.0^{}', to: 'HEAD@{1}' })
  })

  const hostile = ['HEAD', 'a...b', '..b', 'a..', '--output=x..b', 'a..--all', 'a b..c', 'a..b..c']
  for (const text of [...hostile, 'a..$(id)', 'a..b\n', '"a"..b', `${'a'.repeat(300)}..b`]) {
    it(`refuse ${JSON.stringify(text.slice(0, 20))}`, () => assert.equal(parseRange(text), null))
  }

  it('may begin where nothing was', () => {
    assert.ok(isZeros(none))
    assert.ok(!isZeros('0'))
  })
})
