import assert from 'node:assert/strict'
import fc from 'fast-check'
import { judgePassedWords } from '../../../src/domain/config-run/passed-words.ts'

const refused: readonly (readonly [string, readonly string[]])[] = [
  ['a file of variables', ['-e', '@/etc/passwd']],
  ['a file of variables, joined', ['--extra-vars=@/etc/passwd']],
  ['a file of variables, short and joined', ['-e@/etc/passwd']],
  ['a lookup', ['-e', "x={{ lookup('pipe','id') }}"]],
  ['a lookup inside of JSON', ['-e', `{"x": "{{ lookup('pipe','id') }}"}`]],
  ['a statement of a template', ['-e', 'x={% for a in b %}']],
  ['an option of ssh', ['--ssh-common-args', '-oProxyCommand=id']],
  ['a word that looks like a host and is an option', ['-oProxyCommand=id']],
  ['another inventory', ['-i', 'evil,']],
  ['another inventory, joined', ['-ievil,']],
  ['another connection', ['-c', 'local']],
  ['modules from elsewhere', ['--module-path', '/tmp']],
  ['a program for passwords', ['--vault-password-file', '/tmp/run-me']],
  ['another playbook', ['other.yml']],
  ['a limit', ['--limit', 'all']],
  ['a limit, short and joined', ['-lall']],
  ['a limit behind a letter that takes none', ['-Dlall']],
  ['a value for what takes none', ['--diff=x']],
  ['a check that would be journaled as an apply', ['--check']],
  ['an option for a value', ['--tags', '--check']],
  ['a missing value', ['--tags']],
  ['a secret in sight of all processes', ['-e', 'db_password=hunter22']],
  ['a secret inside of JSON', ['-e', '{"db": {"api_key": "hunter22"}}']],
  ['a variable that changes how hosts are reached', ['-e', 'ansible_connection=local']],
  ['a word that is no variable', ['-e', 'justaword']],
  ['a word among pairs', ['-e', 'a=1 justaword']],
  ['a second pair that hides behind the first', ['-e', 'a=1 ansible_user=root']],
]

const allowed: readonly (readonly string[])[] = [
  [],
  ['--forks', '20', '-vvv', '--diff'],
  ['-f20', '--tags=app', '--skip-tags', 'migrate'],
  ['-e', 'app_log_level=debug'],
  ['-e', '{"app_drain_seconds": 5, "db_secret_arn": "arn:aws:x"}'],
  ['--start-at-task', 'app : Write the unit'],
]

describe('words passed on to ansible-playbook', () => {
  for (const [what, words] of refused) {
    it(`refuses ${what}`, () => {
      const refusal = judgePassedWords(words)
      assert.ok(refusal, words.join(' '))
      assert.ok(refusal.field !== '' && refusal.rule !== '' && refusal.fix !== '')
    })
  }

  it('says of a file of variables what is wrong with it', () =>
    assert.match(judgePassedWords(['-e', '@/etc/passwd'])?.rule ?? '', /file of variables/))

  for (const words of allowed) {
    it(`lets pass: ${words.join(' ') || '(nothing)'}`, () =>
      assert.equal(judgePassedWords(words), null))
  }

  it('lets no word pass that it does not know, whatever stands around it', () => {
    const seeds = [...refused, ...allowed.map((words) => ['', words] as const)].flatMap(
      ([, words]) => words,
    )
    const word = fc.oneof(fc.constantFrom(...seeds), fc.string({ maxLength: 12 }))
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        if (judgePassedWords(words) !== null) return
        for (const one of words) {
          assert.ok(!one.startsWith('@') && !/\{[{%#]/.test(one), one)
          assert.ok(!/^(-i|-l|-c|-o|--limit|--inventory|--check|-C)/.test(one), one)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
