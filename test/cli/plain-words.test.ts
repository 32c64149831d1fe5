import assert from 'node:assert/strict'
import { Parser } from '@oclif/core'
import fc from 'fast-check'
import { plainFlags } from '../../src/cli/plain-words.ts'
import ReleaseBump from '../../src/commands/release/bump.ts'

describe('words that need no parser', () => {
  it('are read as oclif reads them', async () => {
    const flags = { ...ReleaseBump.baseFlags, ...ReleaseBump.flags }
    const word = fc.constantFrom(
      ...['-C', '--chdir', '--json', '--no-input', '--dry-run', '--pre', '--chdir=a', '-Ca', '-h'],
      ...['json', 'C', 'chdir', 'no-input', '.', './a b', '/tmp/a', '..', '', '-', '--', '-a', 'é'],
    )
    let plain = 0
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (words) => {
        const mine = plainFlags(words)
        if (mine === null) return
        plain += 1
        const theirs = (await Parser.parse([...words], { flags, strict: true })).flags
        const given = Object.entries(mine).filter(([, value]) => value !== false)
        assert.deepEqual({ ...theirs }, Object.fromEntries(given))
      }),
      { numRuns: 3000 },
    )
    assert.ok(plain > 20, `${plain} were plain`)
  })

  it('are not these', () => {
    const others = ['--as 1.0.0', '--pre beta', '-C', '-C -x', '--json --json', 'json', '--verbose']
    for (const words of others) assert.equal(plainFlags(words.split(' ')), null, words)
    assert.equal(plainFlags(['-C', '']), null)
  })
})
