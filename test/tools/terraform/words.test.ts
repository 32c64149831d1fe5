import assert from 'node:assert/strict'
import fc from 'fast-check'
import { OpsctlError } from '../../../src/errors/index.ts'
import { passedWords } from '../../../src/tools/terraform/passed-words.ts'
import { assertPlainSurroundings } from '../../../src/tools/terraform/surroundings.ts'

describe('words for terraform plan', () => {
  it('carry each value in one word', () => {
    assert.deepEqual(passedWords(['-var', 'a=b', '--target=x.y', '-refresh=false']), [
      '-var=a=b',
      '-target=x.y',
      '-refresh=false',
    ])
    assert.deepEqual(passedWords(['-var=a=-destroy']), ['-var=a=-destroy'])
  })

  for (const words of [
    ['-destroy'],
    ['--destroy'],
    ['-destroy=true'],
    ['-var', '-destroy'],
    ['-var'],
    ['-out=x'],
    ['-state', 'x'],
    ['-lock=false'],
    ['-refresh-only'],
    ['-chdir=/'],
    ['other.tfplan'],
    ['-generate-config-out=x'],
    ['-__proto__=1'],
    ['-var', 'db_password=x'],
    ['-var=api_token=x'],
  ]) {
    it(`refuse ${words.join(' ')}`, () => {
      assert.throws(() => passedWords(words), { code: 'BAD_INPUT', exitCode: 2 })
    })
  }

  it('never smuggle a flag that is not on the list', () => {
    const word = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        '-destroy',
        '--destroy',
        '-var',
        '-target',
        '-auto-approve',
        '-lock=false',
        '--',
      ),
      fc.string({ maxLength: 8 }).map((text) => `-${text}`),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), (words) => {
        let out: readonly string[]
        try {
          out = passedWords(words)
        } catch (error) {
          assert.ok(error instanceof OpsctlError)
          return
        }
        for (const one of out) {
          assert.match(
            one,
            /^-(var|var-file|target|exclude|replace|parallelism|refresh)(=|$)|^-compact-warnings/,
          )
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe("Terraform's surroundings", () => {
  for (const name of [
    'TF_CLI_ARGS',
    'TF_CLI_ARGS_apply',
    'TF_LOG',
    'TF_LOG_PROVIDER',
    'TF_WORKSPACE',
    'TF_DATA_DIR',
    'TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE',
  ]) {
    it(`refuse ${name}`, () => {
      assert.throws(() => assertPlainSurroundings({ [name]: '../prod' }), {
        exitCode: 2,
        next: [`env -u ${name} opsctl …`],
      })
    })
  }

  it('let through what means nothing', () => {
    assertPlainSurroundings({
      TF_LOG: '',
      TF_WORKSPACE: 'default',
      TF_VAR_x: '-destroy',
      HOME: '/',
    })
  })
})
