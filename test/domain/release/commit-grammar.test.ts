import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { CommitParser } from 'conventional-commits-parser'
import fc from 'fast-check'
import { issuesOf, readCommit } from '../../../src/domain/release/commit-grammar.ts'

/** The package with the patterns of its "conventionalcommits" preset, and upper case for breaks. */
const peer = new CommitParser({
  headerPattern: /^(\w*)(?:\((.*)\))?!?: (.*)$/,
  breakingHeaderPattern: /^(\w*)(?:\((.*)\))?!: (.*)$/,
  notesPattern: (keywords) => new RegExp(`^(${keywords}): (.*)`),
})

function byPeer(message: string) {
  const { type, scope, subject, notes, revert } = peer.parse(message)
  return {
    type: type?.toLowerCase() ?? '',
    scope: type ? (scope?.trim() ?? '') : '',
    subject: type ? (subject?.trim() ?? '') : undefined,
    breaking: notes.length > 0,
    hash: type ? undefined : (revert?.['hash'] ?? undefined),
  }
}

function byUs(message: string) {
  const { type, scope, subject, breaking, reverts } = readCommit(message)
  const quoted = /^Re(vert|apply) "/.test(message)
  return {
    type: quoted ? '' : type,
    scope,
    subject: type && !quoted ? subject : undefined,
    breaking,
    hash: quoted ? reverts?.hashes[0] : undefined,
  }
}

const full = 'a'.repeat(39)
const corpus = [
  'feat: allow provided config object to extend other configs',
  'feat!: send an email to the customer when a product is shipped',
  'feat(api)!: send an email to the customer when a product is shipped',
  'chore!: drop support for Node 6\n\nBREAKING CHANGE: use JavaScript features not available there.',
  'docs: correct spelling of CHANGELOG',
  'feat(lang): add Polish language',
  'fix: prevent racing of requests\n\nIntroduce a request id.\n\nReviewed-by: Z\nRefs: #123',
  'feat: a\n\nBREAKING CHANGE: one\nmore of it\n\nand a paragraph\n\nSigned-off-by: A <a@b.c>',
  'feat: a\n\nBREAKING-CHANGE: dashed',
  'feat: a\n\nBREAKING CHANGE no colon',
  'feat: a\n\nbreaking change: lower case',
  'feat: a\n\n  BREAKING CHANGE: indented',
  'feat: a\n\n> BREAKING CHANGE: quoted',
  'feat: a\n\nNOT A BREAKING CHANGE: here',
  'feat: a\n\nwords before it\nBREAKING CHANGE: without an empty line',
  'feat: a\r\n\r\nBREAKING CHANGE: with carriage returns\r\n',
  'Feat(Core): types are not case sensitive',
  'feat (scope): a blank before the scope',
  'feat:no blank',
  'feat(): empty scope',
  'feat(a b): scope with a blank',
  'feat(@acme/x-y.z): scope of a package',
  'feat(a,b): two scopes',
  'feat : blank before the colon',
  'feat(scope:) x: y',
  'feat(scope)!!: x',
  'fix(deps): update dependency x to v1.2.3 (#45)',
  ': no type',
  '(scope): no type',
  'two words: no type',
  'build-x: a hyphen',
  "Merge branch 'main' into feat/x",
  'Merge pull request #12 from acme/fix\n\nfix: the title',
  'wip',
  'v1.2.3',
  `Revert "feat: x"\n\nThis reverts commit ${full}b.`,
  `Revert "Revert "feat: x""\n\nThis reverts commit ${full}c.\n`,
  `revert: feat: x\n\nThis reverts commit ${full}d.`,
  'perf: ünïcödé 測試 🎉',
  '\n\nfeat: empty lines before it\n\n',
  'feat: trailing blanks   \n',
]

describe('the grammar of commits', function () {
  // Thousands of random messages, on machines that are busy.
  this.timeout(120_000)
  for (const message of corpus) {
    it(`is that of conventional-commits-parser: ${JSON.stringify(message).slice(0, 60)}`, () => {
      assert.deepEqual(byUs(message), byPeer(message))
    })
  }

  it('is that of conventional-commits-parser for every commit of this repository', () => {
    const root = join(import.meta.dirname, '..', '..', '..')
    const words = ['-C', root, 'log', '-z', '--format=%B', '-n', '2000']
    const all = execFileSync('git', words, { encoding: 'utf8', maxBuffer: 64e6 }).split('\0')
    for (const message of all.filter((one) => one.trim() !== '')) {
      assert.deepEqual(byUs(message), byPeer(message), message)
    }
  })

  it('is that of conventional-commits-parser for whatever its parts are put together to', () => {
    const word = fc.constantFrom('feat', 'Fix', 'chore', 'build2', 'a_b')
    const scope = fc.constantFrom('', '(api)', '(a/b)', '(A B)', '()')
    const mark = fc.constantFrom('', '!')
    const gap = fc.constantFrom(': ', ':', ' : ')
    const text = fc.constantFrom('x', 'a: b', 'BREAKING CHANGE: not here', '"q" (#1)', 'é!')
    const line = fc.constantFrom(
      '',
      'words',
      'Refs: #1',
      'BREAKING CHANGE: z',
      'BREAKING CHANGE:',
      '- x',
    )
    fc.assert(
      fc.property(word, scope, mark, gap, text, fc.array(line, { maxLength: 6 }), (...parts) => {
        const [type, inside, bang, colon, subject, lines] = parts
        const message = [`${type}${inside}${bang}${colon}${subject}`, '', ...lines].join('\n')
        assert.deepEqual(byUs(message), byPeer(message), JSON.stringify(message))
      }),
    )
  })

  it('differs where the package reads a break that nobody announced', () => {
    // A break that is shown, in a fenced piece of text, is not one; the package counts it.
    const shown = 'docs: how to break\n\n```\nBREAKING CHANGE: text\n```\n'
    assert.equal(readCommit(shown).breaking, false)
    // But a fence that nothing closes hides nothing.
    assert.equal(readCommit('feat: a\n\n```\nx\n\nBREAKING CHANGE: text\n').breaking, true)
    // A header ends at its line feed; no other character ends a line.
    for (const end of ['\r', '\u2028', '\u0085', '\v', '\f']) {
      assert.equal(readCommit(`docs: a${end}BREAKING CHANGE: forged`).breaking, false, end)
      assert.equal(readCommit(`docs: a\n\nb${end}BREAKING CHANGE: forged`).breaking, false, end)
    }
  })

  it('reads the whole migration text, and nothing of the footers around it', () => {
    const body =
      'Refs: #1\nBREAKING CHANGE: one\n\n  indented\ntwo: not a token\nCloses #2, #3\nthree'
    const read = readCommit(`feat: a\n\n${body}`)
    assert.deepEqual(read.migrations, ['one\n\n  indented'])
    assert.deepEqual(issuesOf(read), ['1', '2', '3'])
  })

  it('finds what one expression over the whole body finds (property)', () => {
    const piece = fc.constantFrom('Closes', 'refs', ':', ' ', '#1', '#22', ',', '\n', '\r\n', 'x')
    const whole =
      /^(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|refs?)(?::? +)((?:#\d{1,9}(?:, *| +|$))+) *$/gim
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const body = pieces.join('')
        const lists = [...body.replaceAll('\r\n', '\n').matchAll(whole)]
        const numbers = lists.flatMap(([, list]) => list?.match(/\d+/g) ?? [])
        assert.deepEqual(issuesOf({ body }), [...new Set(numbers)], JSON.stringify(body))
      }),
      { numRuns: 2000 },
    )
    assert.equal(issuesOf({ body: `Closes ${'#1, '.repeat(50_000)}#2` }).length, 2)
  })

  it('takes a megabyte as its subject and everything else in its stride', () => {
    const long = 'x'.repeat(1024 * 1024)
    assert.equal(readCommit(`feat: ${long}`).subject.length, long.length)
    assert.equal(readCommit(`${'feat('.repeat(200_000)}`).type, '')
    assert.deepEqual(issuesOf(readCommit(`feat: a\n\n${'Closes #1, '.repeat(100_000)}x`)), [])
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => void readCommit(any)))
  })
})
