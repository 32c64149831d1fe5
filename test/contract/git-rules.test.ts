import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { longestLine, longestTitle, rules, types } from '../../src/domain/git-rules/rules.ts'

const root = join(import.meta.dirname, '..', '..')

describe('.gitmessage', () => {
  const template = readFileSync(join(root, '.gitmessage'), 'utf8')
  it('names the types and lengths that pass', () => {
    assert.match(template, new RegExp(`^# ${types.join(' ')};`, 'm'))
    assert.deepEqual(
      [...template.matchAll(/at most (\d+)/g)].map(([, most]) => Number(most)),
      [longestTitle, longestLine],
    )
  })
  it('is no message as long as nobody wrote one', () => {
    assert.ok(template.split('\n').every((line) => line === '' || line.startsWith('#')))
  })
})

describe('docs/git-strategy.md', () => {
  it('gives a reason for every rule, and for no other', () => {
    const page = join(root, 'docs', 'git-strategy.md')
    const listed = [...readFileSync(page, 'utf8').matchAll(/^\| `([a-z]+\/[a-z0-9-]+)` \|/gm)]
    assert.deepEqual(
      listed.map(([, rule]) => rule),
      Object.keys(rules),
    )
  })
})
