import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answerSchema } from '../../src/cli/answer-schema.ts'

const root = join(import.meta.dirname, '..', '..')
const good =
  'project: shop\nregion: eu-west-3\nenvironments: { dev: { account: "111111111111" } }\n'

describe('--json, run as a user runs it', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-answers-'))
  // Nothing that a child could be started from, but Node itself: bad input must end before that.
  const env = { HOME: folder, PATH: '/nonexistent' }
  after(() => rmSync(folder, { recursive: true, force: true }))

  const opsctl = (text: string, ...args: string[]) => {
    writeFileSync(join(folder, 'opsctl.yaml'), text)
    const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
    const argv = [join(root, 'bin', 'run.js'), ...own, '--json', ...args.slice(own.length)]
    const ended = spawnSync(process.execPath, argv, {
      cwd: folder,
      env,
      encoding: 'utf8',
      input: '',
    })
    return { status: ended.status, answer: answerSchema.parse(JSON.parse(ended.stdout)) }
  }

  const refused: readonly (readonly [string, string, string[], string])[] = [
    ['an unknown environment', good, ['infra', 'plan', '-e', 'DEV'], 'UNKNOWN_ENVIRONMENT'],
    ['an unknown key', `${good}regoin: x\n`, ['infra', 'plan', '-e', 'dev'], 'CONFIG_INVALID'],
    ['a duplicate key', `${good}project: b\n`, ['history', '-e', 'dev'], 'CONFIG_INVALID'],
    ['an account as a number', good.replaceAll('"', ''), ['doctor'], 'CONFIG_INVALID'],
    ['a missing flag', good, ['infra', 'up'], 'BAD_INPUT'],
    ['an unknown flag', good, ['infra', 'up', '-e', 'dev', '--froce'], 'BAD_INPUT'],
    ['an unknown command', good, ['infra', 'pu'], 'UNKNOWN_COMMAND'],
    [
      'an image by its tag',
      good,
      ['config', 'apply', '-e', 'dev', '--image', 'shop:latest'],
      'BAD_INPUT',
    ],
    ['a missing tool', good, ['infra', 'plan', '-e', 'dev'], 'TOOL_MISSING'],
    [
      'a sandbox that is not up',
      good.replace('" }', '", sandbox: true }'),
      ['infra', 'plan', '-e', 'dev'],
      'SANDBOX_NOT_UP',
    ],
  ]
  for (const [what, text, args, code] of refused) {
    it(`refuses ${what} with exit 2, the rule and the fix`, function () {
      if (!existsSync(join(root, 'dist', 'main.js'))) this.skip()
      const { status, answer } = opsctl(text, ...args)
      assert.equal(answer.ok, false)
      if (answer.ok) return
      assert.deepEqual([answer.error.code, answer.error.exitCode, status], [code, 2, 2])
      assert.ok(answer.error.next.length > 0)
    })
  }

  // The field as well: this folder has other faults for which the code would be the same.
  const secured = good.replace('" }', '", protected: true }')
  const words: readonly (readonly [string, string, string[], string])[] = [
    ['an empty limit', good, ['--limit', ''], '--limit'],
    ['a limit that is an option of ssh', good, ['--limit=-oProxyCommand=id'], '--limit'],
    ['all hosts by name where that is protected', secured, ['--limit', 'all'], '--limit'],
    ['a file as extra variables', good, ['--', '-e', '@/etc/passwd'], '-e'],
    ['a lookup as a variable', good, ['--', '-e', "x={{ lookup('pipe','id') }}"], '-e'],
    ['another inventory', good, ['--', '-i', 'evil,'], '--'],
  ]
  for (const [what, text, given, field] of words) {
    it(`refuses ${what} for config apply and check, and names it`, function () {
      if (!existsSync(join(root, 'dist', 'main.js'))) this.skip()
      for (const verb of ['apply', 'check']) {
        const { status, answer } = opsctl(text, 'config', verb, '-e', 'dev', ...given)
        assert.ok(!answer.ok && answer.error.details['field'] === field, JSON.stringify(answer))
        assert.deepEqual([answer.error.code, status], ['BAD_INPUT', 2])
      }
    })
  }

  it('gives a result with the command that made it', function () {
    if (!existsSync(join(root, 'dist', 'main.js'))) this.skip()
    const { status, answer } = opsctl(good, 'history', '-e', 'dev')
    assert.deepEqual([status, answer.ok, answer.command], [0, true, 'history'])
  })
})
