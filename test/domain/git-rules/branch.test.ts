import assert from 'node:assert/strict'
import fc from 'fast-check'
import { branchRefusal, checkBranch } from '../../../src/domain/git-rules/branch.ts'

const rulesOf = (name: string) => checkBranch(name).map((one) => one.rule)

describe('branch names', () => {
  for (const name of ['main', 'develop', 'feat/a', 'fix/142-lock-wait', 'hotfix/1.2.1']) {
    it(`lets ${name} pass`, () => {
      assert.equal(branchRefusal(name), null)
      assert.deepEqual(rulesOf(name), [])
    })
  }

  it("lets Dependabot's own names pass", () => {
    assert.deepEqual(rulesOf('dependabot/npm_and_yarn/AWS_sdk-3.1'), [])
  })

  const broken: readonly (readonly [string, string])[] = [
    ['feature/x', 'branch/kind'],
    ['Feat/x', 'branch/kind'],
    ['patch-1', 'branch/kind'],
    ['Main', 'branch/kind'],
    ['feat', 'branch/kind'],
    ['feat/', 'branch/words'],
    ['feat/Add_Thing', 'branch/words'],
    ['feat/a--b', 'branch/words'],
    ['feat/a/b', 'branch/words'],
    [`feat/${'a'.repeat(80)}`, 'branch/length'],
  ]
  for (const [name, rule] of broken) {
    it(`finds ${rule} in ${name.slice(0, 30)}`, () => assert.deepEqual(rulesOf(name), [rule]))
  }

  const hostile = [
    ['a double quote', 'feat/a"b'],
    ['a single quote', "feat/a'b"],
    ['$IFS', 'feat/a$IFS'],
    ['a substitution', 'feat/$(id)'],
    ['a backtick', 'feat/`id`'],
    ['a line feed', 'feat/a\nb'],
    ['a carriage return', 'feat/a\r'],
    ['NUL', 'feat/a\0b'],
    ['ESC', 'feat/\x1b[31m'],
    ['two dots', 'feat/a..b'],
    ['@{', 'feat/a@{1}'],
    ['an option', '-rf'],
    ['a look-alike letter', 'fеat/a'],
    ['.lock', 'feat/a.lock'],
    ['a hidden part', 'feat/.git'],
    ['an empty part', 'feat//a'],
    ['a workflow expression', '$'.concat('{{ github.token }}')],
    ['nothing', ''],
    ['a name of 251 characters', 'a'.repeat(251)],
  ] as const
  for (const [what, name] of hostile) {
    it(`refuses ${what} before anything else looks at it`, () =>
      assert.notEqual(branchRefusal(name), null))
  }

  it('shows, for whatever breaks a rule, a name that breaks none (property)', () => {
    const anyName = fc.stringMatching(/^[A-Za-z0-9._/-]{1,120}$/)
    fc.assert(
      fc.property(anyName, (name) => {
        for (const { example } of checkBranch(name)) {
          assert.equal(branchRefusal(example), null, example)
          assert.deepEqual(rulesOf(example), [], example)
        }
      }),
    )
  })

  it('lets nothing through that a shell would read as more than one word (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (name) => {
        if (branchRefusal(name) === null) assert.match(name, /^[A-Za-z0-9._/-]+$/)
      }),
    )
  })
})
