import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseConfig } from '../../src/config/parse.ts'
import { OpsctlError } from '../../src/errors/index.ts'

const good =
  'project: shop\nregion: eu-west-3\nenvironments: { dev: { account: "111111111111" } }\n'

/** The error, or null when it was accepted; within a second of work either way, on a busy machine too. */
function verdict(text: string): OpsctlError | null {
  const began = process.cpuUsage()
  try {
    parseConfig(text, 'opsctl.yaml')
    return null
  } catch (error) {
    assert.ok(error instanceof OpsctlError, String(error))
    assert.equal(error.exitCode, 2)
    return error
  } finally {
    const { user, system } = process.cpuUsage(began)
    assert.ok(user + system < 1_000_000, 'took more than a second')
  }
}

const aliasBomb = `a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`).join('\n')}\n`
const mergeBomb = `%YAML 1.1\n---\na0: &a0 { k: v }\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} { <<: [*a${n}, *a${n}], k${n}: *a${n} }`).join('\n')}\n${good}`

describe('opsctl.yaml from somebody who means harm', () => {
  const seeds: readonly (readonly [string, string])[] = [
    ['an alias bomb', aliasBomb + good],
    [
      'an alias bomb where a value belongs',
      good.replace('"111111111111"', '*a30').replace(/^/, aliasBomb),
    ],
    ['a merge bomb', mergeBomb],
    ['__proto__', `${good}__proto__: { sandbox: true }\n`],
    ['__proto__ as an environment', good.replace('dev:', '__proto__:')],
    [
      '__proto__ inside of one',
      good.replace('{ account', '{ __proto__: { sandbox: true }, account'),
    ],
    ['JSON 100,000 deep', '['.repeat(100_000)],
    ['JSON 100,000 deep and closed', `{"project":${'['.repeat(60_000)}${']'.repeat(60_000)}}`],
    ['objects 40,000 deep', '{"a":'.repeat(40_000)],
    ['blocks 50,000 deep in one line', `${'- '.repeat(50_000)}x`],
    ['keys 50,000 deep in one line', `${'? '.repeat(50_000)}x`],
    ['keys 50,000 deep behind a word', `${good}release: ${'? '.repeat(50_000)}x`],
    ['deep by indentation', Array.from({ length: 600 }, (_, n) => `${' '.repeat(n)}a:`).join('\n')],
    ['an alias to nothing', `${good}release: *nobody\n`],
    ['an anchor that holds itself', `${good}release: &a [*a]\n`],
    ['a tag that makes code', `${good}release: !!js/function "x"\n`],
    ['two documents', `${good}---\n${good}`],
    ['NUL bytes', `${good}\0`],
  ]
  for (const [what, text] of seeds) {
    it(`is refused: ${what}`, () => assert.ok(verdict(text)))
  }

  it('may use an anchor as people do', () => {
    assert.equal(verdict(`${good.replace('"111111111111"', '&a "111111111111"')}`), null)
  })

  it('ends in an answer within a second, whatever grows out of these', () => {
    const piece = fc.oneof(
      fc.constantFrom(...seeds.map(([, text]) => text.slice(0, 4000))),
      fc.constantFrom(
        '<<: ',
        '*a0',
        '&a0 ',
        '[',
        '{',
        '- ',
        '? ',
        ': ',
        '\n',
        '  ',
        '__proto__',
        '"',
        "'",
        '|\n',
        '%YAML 1.1\n',
        '!!binary ',
      ),
      fc.string({ unit: 'binary', maxLength: 10 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        verdict(pieces.join(''))
      }),
      { numRuns: 300 },
    )
  }).timeout(60_000)
})
