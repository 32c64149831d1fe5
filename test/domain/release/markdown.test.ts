import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readCommit } from '../../../src/domain/release/commit-grammar.ts'
import { entry, inline } from '../../../src/domain/release/markdown.ts'
import { linksOf } from '../../../src/domain/release/repository-links.ts'

const hash = '0123456789abcdef0123456789abcdef01234567'

describe('a commit as Markdown', () => {
  it('has its scope, its subject, its hash and what it closes', () => {
    const commit = readCommit('fix(api): say `<T>` (#4)\n\nCloses #7\n')
    assert.equal(entry(hash, commit, null), '- **api:** say `<T>` (#4) (01234567, #7)\n')
    const base = 'https://github.com/acme/shop'
    assert.equal(
      entry(hash, commit, linksOf(`${base}.git`)),
      `- **api:** say \`<T>\` ([#4](${base}/issues/4)) ([01234567](${base}/commit/${hash}), [#7](${base}/issues/7))\n`,
    )
  })

  it('has its migration text below it', () => {
    const commit = readCommit('feat!: a\n\nBREAKING CHANGE: one\n\n# two <b>\n')
    assert.equal(entry(hash, commit, null), '- a (01234567)\n\n  one\n\n  # two \\<b>\n')
    const steering = readCommit('feat!: a\n\nBREAKING CHANGE: one\n\n\x1b[0m\n')
    assert.equal(entry(hash, steering, null), '- a (01234567)\n\n  one\n')
    const nothing = readCommit('feat!: a \x1b[0m\n\nBREAKING CHANGE: \x1b[0m\n')
    assert.equal(entry(hash, nothing, null), '- a (01234567)\n')
  })

  it('begins no HTML, no link of its own and no second line', () => {
    assert.equal(inline('a <script>x</script> <!-- b', null), 'a \\<script>x\\</script> \\<!-- b')
    assert.equal(inline('[x](javascript:y) and 1 < 2', null), '[x\\](javascript:y) and 1 < 2')
    assert.equal(
      inline('#1 a#2 (#3)', linksOf('git@github.com:a/b')),
      '[#1](https://github.com/a/b/issues/1) a#2 ([#3](https://github.com/a/b/issues/3))',
    )
  })

  it('never lets through what steers a terminal, and cuts what is no subject', () => {
    const evil =
      'a\x1b[31mred\x1b]0;title\x07\x1b]8;;http://x\x1b\\link\x00\x07\x9b2J\u202eb\u2028c\rd'
    assert.equal(inline(evil, null), 'aredlinkb cd')
    assert.equal(inline('x'.repeat(1024 * 1024), null).length, 301)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (subject, text) => {
        const line = entry(
          hash,
          readCommit(`feat(${text})!: ${subject}\n\nBREAKING CHANGE: ${text}`),
          null,
        )
        assert.doesNotMatch(line, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/)
        assert.equal(
          line.split('\n').findIndex((one, index) => index > 0 && /^\S/.test(one)),
          -1,
        )
      }),
    )
  })
})

describe('the pages of a remote', () => {
  const commit = (remote: string) => linksOf(remote)?.commit('c') ?? null
  for (const [remote, page] of [
    ['https://github.com/acme/shop.git', 'https://github.com/acme/shop/commit/c'],
    ['https://user:token@github.com/acme/shop/', 'https://github.com/acme/shop/commit/c'],
    ['git@github.com:acme/shop.git', 'https://github.com/acme/shop/commit/c'],
    ['ssh://git@git.acme.io:2222/acme/shop', 'https://git.acme.io/acme/shop/commit/c'],
    ['https://gitlab.com/a/b/c.git', 'https://gitlab.com/a/b/c/-/commit/c'],
    ['git@bitbucket.org:a/b.git', 'https://bitbucket.org/a/b/commits/c'],
    ['ext::sh -c id', null],
    ['file:///etc', null],
    ['/srv/git/shop.git', null],
    ['../shop', null],
    ['--upload-pack=touch /tmp/p', null],
    ['https://github.com/acme/shop)[x](http://evil', null],
    ['https://evil host/a/b', null],
    ['', null],
  ] as const) {
    it(`of ${JSON.stringify(remote)} are ${page ?? 'unknown'}`, () =>
      assert.equal(commit(remote), page))
  }
})
