import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rules } from '../../src/domain/git-rules/rules.ts'

describe('docs/git-strategy.md', () => {
  it('gives a reason for every rule, and for no other', () => {
    const page = join(import.meta.dirname, '..', '..', 'docs', 'git-strategy.md')
    const listed = [...readFileSync(page, 'utf8').matchAll(/^\| `([a-z]+\/[a-z0-9-]+)` \|/gm)]
    assert.deepEqual(
      listed.map(([, rule]) => rule),
      Object.keys(rules),
    )
  })
})
