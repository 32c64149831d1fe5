import assert from 'node:assert/strict'
import fc from 'fast-check'
import { withRelease } from '../../../src/domain/release/changelog.ts'

const body = '### Features\n\n- a (11111111)\n- b (22222222)\n\n### Fixes\n\n- c (33333333)\n'
const release = (version: string, text = body) => ({
  version,
  title: `## ${version} (2026-01-02)\n\n`,
  body: text,
})

describe('the changelog', () => {
  it('begins with words on what it is', () => {
    const text = withRelease(null, release('1.0.0'))
    assert.match(text, /^# Changelog\n\n.+\n\n## 1\.0\.0 \(2026-01-02\)\n\n### Features\n/)
    assert.equal(withRelease(' \n', release('1.0.0')), text)
  })

  it('puts a release below the words of people and above the releases before it', () => {
    const before = '# Ours\n\nWelcome.\n\n## [Unreleased]\n\n- soon\n\n'
    const after = '## v0.9.0\n\n- by hand\n'
    const text = withRelease(before + after, release('1.0.0'))
    assert.equal(text, `${before}## 1.0.0 (2026-01-02)\n\n${body}\n${after}`)
  })

  it('leaves a release alone that it has, and adds only commits that nobody named', () => {
    const written = withRelease('# Ours\n\n## 0.9.0\n\n- old\n', release('1.0.0'))
    assert.equal(withRelease(written, release('1.0.0')), written)
    const edited = written
      .replace('- a (11111111)', '- The letter **A**. (11111111)\n  More on it.')
      .replace('### Fixes\n\n- c (33333333)\n', 'c is part of 33333333.\n')
    assert.equal(withRelease(edited, release('1.0.0')), edited)
    const more = `${body.replace('- a', '- z (44444444)\n- a')}- y ([55555555](x))\n`
    const later = withRelease(edited, release('1.0.0', more))
    assert.match(later, /### Features\n\n- z \(44444444\)\n- The letter/)
    assert.match(
      later,
      /33333333\.\n\n### Fixes\n\n- y \(\[55555555\]\(x\)\)\n\n## 0\.9\.0\n\n- old\n$/,
    )
  })

  it('adds a break with its text whole, and above the sections that it comes before', () => {
    const written = withRelease('# Ours\n\n## 0.9.0\n\n- old\n', release('1.0.0'))
    const breaks = '### Breaking changes\n\n- z (44444444)\n\n  Do this.\n\n  Or that.\n\n'
    const later = withRelease(written, release('1.0.0', `${breaks}${body}`))
    assert.equal(later, written.replace('### Features', `${breaks}### Features`))
    assert.equal(withRelease(later, release('1.0.0', `${breaks}${body}`)), later)
    const more = breaks.replace('- z', '- y (55555555)\n\n  Then this.\n\n- z')
    assert.equal(
      withRelease(later, release('1.0.0', `${more}${body}`)),
      written.replace('### Features', `${more}### Features`),
    )
  })

  it('keeps CRLF, a byte order mark, and takes no heading for one that stands in code', () => {
    const text = '\ufeff# Ours\r\n\r\n```\r\n## 7.0.0\r\n```\r\n\r\n## 0.9.0\r\n'
    const result = withRelease(text, release('1.0.0'))
    assert.ok(
      result.startsWith(
        '\ufeff# Ours\r\n\r\n```\r\n## 7.0.0\r\n```\r\n\r\n## 1.0.0 (2026-01-02)\r\n',
      ),
    )
    assert.equal(result.replaceAll('\r\n', '').includes('\n'), false)
  })

  it('loses no line of anybody, whatever stands there', () => {
    const line = fc.constantFrom(
      '# x',
      '## 1.0.0',
      '## [2.0.0] - now',
      '### Fixes',
      '- a (11111111)',
      '',
      '```',
      'text',
    )
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.map((one) => `${one}\n`).join('')
        const result = withRelease(text, release('1.0.0'))
        let at = 0
        for (const one of text.trim() === '' ? [] : lines) {
          const found = result.indexOf(`${one}\n`, at)
          assert.ok(found >= at, JSON.stringify({ text, result }))
          at = found + one.length + 1
        }
        assert.equal(withRelease(result, release('1.0.0')), result)
      }),
    )
  })
})
