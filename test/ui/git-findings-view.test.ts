import assert from 'node:assert/strict'
import { branchRefusal } from '../../src/domain/git-rules/branch.ts'
import { finding } from '../../src/domain/git-rules/finding.ts'
import { gitAnnotations, gitFindingsText } from '../../src/ui/git-findings-view.ts'
import { paintFor } from '../../src/ui/paint.ts'

const paint = paintFor(false)
const none = { branches: 0, commits: 0, messages: 0, findings: [], found: 0 }

describe('the findings of git check', () => {
  it('stand by rule, with what would pass, and the sum last', () => {
    const findings = [
      finding('branch/kind', { where: 'branch', line: null }, 'feature/x', 'feat/x'),
    ]
    assert.equal(
      gitFindingsText({ ...none, branches: 1, commits: 2, findings, found: 1 }, paint, null),
      [
        'FAIL  branch  branch/kind',
        '      is:      "feature/x"',
        '      rule:    A branch is main, develop, feat/…, fix/… or hotfix/….',
        '      passes:  feat/x',
        '1 branch, 2 commits: 1 finding (docs/git-strategy.md)\n',
      ].join('\n'),
    )
    assert.equal(gitFindingsText({ ...none, commits: 3 }, paint, null), '3 commits: no finding\n')
    assert.equal(gitFindingsText(none, paint, null), 'nothing to check: no finding\n')
  })

  it('are folded to the width of a terminal, and stand on a line each for a program', () => {
    const findings = [finding('message/header', { where: 'message', line: 1 }, 'Add a thing')]
    const text = (width: number | null) =>
      gitFindingsText({ ...none, messages: 1, findings, found: 1 }, paint, width)
    for (const line of text(80).split('\n')) assert.ok(line.length <= 80, line)
    assert.match(text(80), /\n {6}rule: {4}The first line.*\n {15}\S/)
    assert.equal(text(null).trimEnd().split('\n').length, 5)
  })

  it('show what is not seen as its number, and nothing twice', () => {
    const one = finding('message/invisible', { where: 'message', line: 1 }, 'fix: a\x1b[31m "b"')
    const text = gitFindingsText({ ...none, messages: 1, findings: [one], found: 1 }, paint, null)
    assert.match(text, /is: {6}"fix: a\\u\{1b\}\[31m "b""\n/)
  })

  it('are cut at what a person reads', () => {
    const one = finding('message/empty', { where: 'commit 12345678', line: 1 }, '')
    const findings = Array.from({ length: 30 }, () => one)
    const text = gitFindingsText({ ...none, commits: 700, findings, found: 600 }, paint, null)
    assert.match(text, /… and 580 more/)
  })

  it('never let a message speak to the runner: no line begins a workflow command', () => {
    const hostile = ['::stop-commands::x', '\n::set-env name=A::b', '##[group]x', 'a%0A::error::b']
    for (const text of hostile) {
      const findings = [finding('message/header', { where: 'commit 12345678', line: 1 }, text)]
      const shown = gitFindingsText({ ...none, commits: 1, findings, found: 1 }, paint, null)
      assert.doesNotMatch(shown, /^\s*::|##\[/m)
      const [line = '', ...more] = gitAnnotations(findings)
      assert.deepEqual(more, [])
      assert.match(line, /^::error title=commit 12345678%2C line 1%3A message\/header::"/)
      assert.doesNotMatch(line.slice(2), /\n|\r|##\[|a%0A/)
    }
  })

  it('refuse such a branch before it is shown', () => assert.ok(branchRefusal('::debug::x')))
})
