import assert from 'node:assert/strict'
import fc from 'fast-check'
import { checkMessage, type Message } from '../../../src/domain/git-rules/message.ts'
import { committedLines, draftLines } from '../../../src/domain/git-rules/message-lines.ts'
import { longestTitle, rules, types } from '../../../src/domain/git-rules/rules.ts'

const check = (text: string, stage: Message['stage'] = 'single') =>
  checkMessage({ where: 'message', lines: committedLines(text), stage })
const found = (text: string, stage?: Message['stage']) =>
  check(text, stage).map((one) => `${one.line} ${one.rule}`)

describe('commit messages', function () {
  // Thousands of random messages, on machines that are busy.
  this.timeout(120_000)
  const fine: readonly (readonly [string, string])[] = [
    ['a header', 'feat: restore by tag'],
    ['a scope and a mark', 'feat(api/v2)!: drop the old path'],
    ['a body', 'fix: wait\n\nBecause the lease ends.\n'],
    ['a break with its text', 'feat: a\n\nBREAKING CHANGE: rename env\n'],
    ['a break after a trailer', 'feat: a\n\nRefs: #4\nBREAKING-CHANGE: rename env'],
    ['a break after a body', 'feat: a\n\nBody.\n\nBREAKING CHANGE: one\nBREAKING CHANGE: two'],
    ['a break shown in code', 'docs: a\n\nWrite:\n```\nBREAKING CHANGE: x\n```'],
    ['a revert as git writes it', `Revert "feat: a"\n\nThis reverts commit ${'a1'.repeat(20)}.\n`],
    ['a revert as the convention has it', 'revert: feat: a\n\nRefs: 676104e'],
    ['a long address', `docs: a\n\nSee https://example.org/${'x'.repeat(200)} for more.`],
    ['a word that cannot be broken', `test: a\n\n${'x'.repeat(200)}`],
    ['other alphabets', 'docs: où trouver les journaux – 日本語'],
    ['CRLF', 'fix: a\r\n\r\nBody.\r\n'],
    ['a word that only begins like a break', 'fix: a\n\nBreaking the loop: it ends now.'],
    ['an ellipsis', 'fix: wait for it...'],
  ]
  for (const [what, text] of fine) {
    it(`lets ${what} pass`, () => assert.deepEqual(check(text), []))
  }

  const broken: readonly (readonly [string, string, string[]])[] = [
    ['nothing', '\n \n', ['1 message/empty']],
    ['no header', 'Add a thing', ['1 message/header']],
    ['no space', 'feat:add', ['1 message/header']],
    ['no description', 'feat: ', ['1 message/header']],
    ['two spaces', 'feat:  add', ['1 message/header']],
    ['an unknown type', 'feature: add', ['1 message/type']],
    ['a type in capitals', 'Feat: add', ['1 message/type']],
    ['a scope with blanks', 'feat(a b): add', ['1 message/scope']],
    ['an empty scope', 'feat(): add', ['1 message/scope']],
    ['a full stop', 'feat: add.', ['1 message/full-stop']],
    ['a long title', `feat: ${'a'.repeat(100)}`, ['1 message/length']],
    ['no empty line', 'feat: add\nbody', ['2 message/blank-line']],
    ['a long line', `feat: add\n\n${'word '.repeat(30)}`, ['3 message/wrap']],
    ['a fixup', 'fixup! feat: add', ['1 message/fixup']],
    ['ANSI', 'feat: \x1b[31mred\x1b[0m', ['1 message/invisible']],
    ['a bell in the body', 'feat: a\n\nb\x07', ['3 message/invisible']],
    ['a reversed word', 'feat: a \u202egnp.exe', ['1 message/invisible']],
    ['a bare carriage return', 'feat: a\rfix: b', ['1 message/header', '1 message/invisible']],
    ['bytes that are not UTF-8', 'feat: caf\ufffd', ['1 message/utf-8']],
    ['a merge that is none', 'Merge branch x', ['1 message/header']],
    ['a revert of nothing', 'Revert "feat: a"', ['1 message/header']],
  ]
  for (const [what, text, rule] of broken) {
    it(`finds ${what}`, () => assert.deepEqual(found(text).sort(), rule))
  }

  const footers: readonly (readonly [string, string, string])[] = [
    ['small letters', 'Breaking change: x', 'message/breaking-form'],
    ['a plural', 'BREAKING CHANGES: x', 'message/breaking-form'],
    ['one word', 'BREAKING: x', 'message/breaking-form'],
    ['no text', 'BREAKING CHANGE:', 'message/breaking-form'],
    ['two blanks inside', 'BREAKING  CHANGE: x', 'message/breaking-form'],
    ['no blank after the colon', 'BREAKING CHANGE:x', 'message/breaking-form'],
    ['an indent', '  BREAKING CHANGE: x', 'message/breaking-form'],
    ['a Cyrillic letter', 'BREAKING СHANGE: x', 'message/breaking-form'],
    ['a wide colon', 'BREAKING CHANGE： x', 'message/breaking-form'],
    ['a quotation of it', 'He wrote\nBREAKING CHANGE: x', 'message/breaking-place'],
  ]
  for (const [what, body, rule] of footers) {
    it(`finds a forged footer: ${what}`, () =>
      assert.deepEqual(
        check(`feat: a\n\n${body}`).map((one) => one.rule),
        [rule],
      ))
  }

  it('judges a merge by its characters alone, and a draft as git will commit it', () => {
    assert.deepEqual(found('Merge branch x into y', 'merge'), [])
    assert.deepEqual(found('Merge branch \x1b[31m', 'merge'), ['1 message/invisible'])
    assert.deepEqual(found('Merge branch x', 'draft'), [])
    assert.deepEqual(found('fixup! feat: a', 'draft'), [])
  })

  it('numbers lines as the editor shows them, without comments and the diff', () => {
    const text = '# hint\nfeat: a\n# hint\nbody\n# ---- >8 ----\n+BREAKING CHANGE: x\n'
    const lines = draftLines(text)
    assert.deepEqual(
      checkMessage({ where: 'message', lines, stage: 'draft' }).map((one) => [one.line, one.rule]),
      [[4, 'message/blank-line']],
    )
  })

  it('is done with a title of a megabyte at once, and shows little of it', () => {
    const began = process.cpuUsage()
    for (const unit of ['a', 'a(', 'feat(', ': ', '\x1b[', 'é']) {
      for (const one of check(`feat: ${unit.repeat(1_000_000)}`)) assert.ok(one.found.length < 700)
    }
    assert.ok(process.cpuUsage(began).user < 10_000_000)
  })

  it('says a rule, and an example that fits on a line, for every finding (property)', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('BREAKING CHANGE: x', '# a'),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        for (const one of check(lines.join('\n'))) {
          assert.equal(one.says, rules[one.rule].says)
          for (const shown of [one.found, one.example]) {
            assert.doesNotMatch(shown, /[\x00-\x1f\x7f-\x9f\u202a-\u202e]|##\[/)
          }
        }
      }),
    )
  })

  it('offers, for a header that breaks a rule, one that breaks none (property)', () => {
    const example = (title: string) => check(title).at(-1)?.example
    assert.equal(example('feature(Api Thing): do it.'), 'feat(api-thing): do it')
    assert.equal(example('fix(!)!: a\x07.'), 'fix!: a\\u{7}')
    const text = fc.string({ unit: 'binary', maxLength: 120 })
    const type = fc.oneof(fc.stringMatching(/^[a-zA-Z]{1,90}$/), fc.constantFrom(...types))
    const scope = fc.oneof(text, fc.stringMatching(/^[a-z-]{1,60}$/))
    fc.assert(
      fc.property(
        type,
        fc.option(scope),
        fc.constantFrom('', '!'),
        text,
        (kind, about, mark, rest) => {
          const title = `${kind}${about === null ? '' : `(${about})`}${mark}: ${rest}`
          for (const one of check(title)) {
            if (!['message/type', 'message/scope', 'message/full-stop'].includes(one.rule)) continue
            assert.deepEqual(found(one.example), [], one.example)
          }
        },
      ),
    )
  })

  it('offers one too where the type is a name that every object has (property)', () => {
    const word = fc.oneof(
      fc.stringMatching(/^[a-zA-Z]{1,12}$/),
      // Names that every object has.
      fc.constantFrom('constructor', 'toString', 'valueOf', 'hasOwnProperty'),
    )
    fc.assert(
      fc.property(word, word, (type, text) => {
        for (const one of check(`${type}: ${text}`)) assert.deepEqual(found(one.example), [])
      }),
    )
  })

  it('knows the types of the convention', () => {
    for (const type of types)
      assert.deepEqual(check(`${type}: ${'x'.repeat(longestTitle - 12)}`), [])
  })
})
