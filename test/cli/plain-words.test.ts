import assert from 'node:assert/strict'
import { Parser } from '@oclif/core'
import type { FlagInput } from '@oclif/core/interfaces'
import fc from 'fast-check'
import { bumpWords, type PlainWords, plainFlags, rollbackWords } from '../../src/cli/plain-words.ts'
import ReleaseBump from '../../src/commands/release/bump.ts'
import Rollback from '../../src/commands/rollback.ts'

const odd = ['-h', '.', './a b', '/tmp/a', '..', '', '-', '--', '-a', 'é', '--dry-run', '--verbose']
const everywhere = ['-C', '--chdir', '--json', '--no-input', '--chdir=a', '-Ca', 'json', 'C']
const own = ['-e', '--env', '--env=a', '-ea', '--yes', '-y', '-ye', '--to', '--to=1', '--confirm']

const ways: Readonly<Record<string, Way>> = {
  'release bump': {
    flags: { ...ReleaseBump.baseFlags, ...ReleaseBump.flags },
    known: bumpWords,
    first: [],
    choice: [...everywhere, '--pre', 'chdir', 'no-input', ...odd],
  },
  rollback: {
    flags: { ...Rollback.baseFlags, ...Rollback.flags },
    known: rollbackWords,
    first: ['-e', 'dev'],
    choice: [...everywhere, ...own, '--lock-wait', '5', ...odd],
  },
}
interface Way {
  readonly flags: FlagInput
  readonly known: PlainWords
  /** Each line begins with these. */
  readonly first: readonly string[]
  readonly choice: readonly string[]
}

describe('words that need no parser', () => {
  for (const [name, { flags, known, first, choice }] of Object.entries(ways)) {
    it(`are read as oclif reads them: ${name}`, async () => {
      const usual = name === 'rollback' ? { 'lock-wait': 0 } : {}
      let plain = 0
      await fc.assert(
        fc.asyncProperty(fc.array(fc.constantFrom(...choice), { maxLength: 5 }), async (more) => {
          const words = [...first, ...more]
          const mine = plainFlags(words, known)
          if (mine === null) return
          plain += 1
          const theirs = (await Parser.parse(words, { flags, strict: true })).flags
          assert.deepEqual({ ...theirs }, { ...usual, ...mine })
        }),
        { numRuns: 5000 },
      )
      assert.ok(plain > 20, `${plain} were plain`)
    })
  }

  it('are not these', () => {
    const others = ['--as 1.0.0', '--pre beta', '-C', '-C -x', '--json --json', 'json', '--verbose']
    for (const words of others) assert.equal(plainFlags(words.split(' '), bumpWords), null, words)
    assert.equal(plainFlags(['-C', ''], bumpWords), null)
    for (const words of ['-e dev --dry-run', '-e dev --lock-wait 5', '-e dev -- x', '-e dev -h']) {
      assert.equal(plainFlags(words.split(' '), rollbackWords), null, words)
    }
    for (const word of ['constructor', '__proto__', 'toString']) {
      assert.equal(plainFlags([word, 'a'], rollbackWords), null, word)
    }
  })
})
