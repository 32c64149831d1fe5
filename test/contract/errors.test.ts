import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

describe('docs/errors.md', () => {
  it('lists every code that the sources can throw, and no other', () => {
    const codes = new Set<string>()
    for (const file of globSync('src/**/*.ts', { cwd: root })) {
      const text = readFileSync(join(root, file), 'utf8')
      for (const [, code] of text.matchAll(/code: '([A-Z][A-Z0-9_]+)',\s*kind:/g))
        codes.add(code ?? '')
    }
    const page = readFileSync(join(root, 'docs', 'errors.md'), 'utf8')
    const listed = [...page.matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map(([, code]) => code)
    assert.deepEqual([...codes].sort(), listed)
  })
})
