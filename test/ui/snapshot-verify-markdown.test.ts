import assert from 'node:assert/strict'
import { verifiedMarkdown } from '../../src/ui/snapshot-verify-markdown.ts'

const check = (name: string, good: boolean, found: string) => ({ name, good, found })
const verified = { snapshot: 'snap-01234567', recoverySeconds: 3.4, dataAgeSeconds: 20_000 }

describe('a verdict as Markdown', () => {
  it('reads like this', () => {
    const checks = [check('starts', true, 'answers after 0.3 s'), check('rows of items', true, '9')]
    assert.equal(
      verifiedMarkdown('prod', { ...verified, checks }),
      [
        '### Snapshot `snap-01234567` of `prod` can be relied on',
        '',
        'Recovery time: **3.4 s**. Age of the data: **6 h**.',
        '',
        '| | Check | Found |',
        '|---|---|---|',
        '| yes | `starts` | `answers after 0.3 s` |',
        '| yes | `rows of items` | `9` |',
        '',
      ].join('\n'),
    )
  })

  it('says no for one failed check, for none at all, and when it never answered', () => {
    const one = [check('starts', true, ''), check('pages as copied', false, '1 bad')]
    const text = verifiedMarkdown('prod', { ...verified, recoverySeconds: null, checks: one })
    assert.match(text, /^### .* \*\*cannot be relied on\*\*$/m)
    assert.match(text, /\| \*\*NO\*\* \| `pages as copied` \| `1 bad` \|/)
    assert.match(text, /it never answered/)
    assert.match(verifiedMarkdown('prod', { ...verified, checks: [] }), /\*\*cannot be relied on/)
  })

  it('lets nothing that a database logged become mark-up', () => {
    const found = 'x` | <b>@everyone</b>\n::error::y\n# z \x1b[31m'
    const [row] = verifiedMarkdown('prod', { ...verified, checks: [check('n', false, found)] })
      .split('\n')
      .filter((line) => line.includes('everyone'))
    assert.match(
      row ?? '',
      /^\| \*\*NO\*\* \| `n` \| ``x` \\\| <b>@everyone<\/b> ::error::y # z ?`` \|$/,
    )
  })
})
