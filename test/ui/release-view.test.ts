import assert from 'node:assert/strict'
import { paintFor } from '../../src/ui/paint.ts'
import { releaseBumpText } from '../../src/ui/release-bump-view.ts'
import { releasePublishText } from '../../src/ui/release-publish-view.ts'
import { releaseStatusText, type StatusShown } from '../../src/ui/release-status-view.ts'

const paint = paintFor(false)
const commit = '0123456789abcdef0123456789abcdef01234567'
const status: StatusShown = {
  branch: 'feat/x',
  releaseBranch: 'main',
  previous: { version: '1.2.3', commit, tag: null },
  commits: 12,
  merges: 2,
  asked: 'minor',
  counts: { none: 7, patch: 9, minor: 1, major: 0 },
  reasons: [
    { step: 'minor', commit, subject: `feat: ${'long '.repeat(30)}` },
    ...Array.from({ length: 9 }, () => ({ step: 'patch' as const, commit, subject: 'fix: b' })),
  ],
  dataLosses: [],
  next: { version: '1.3.0', files: ['VERSION', 'package.json', 'CHANGELOG.md'] },
}

describe('release status, as it is read', () => {
  it('says where the version comes from, within 80 columns', () => {
    const text = releaseStatusText(status, paint)
    assert.equal(
      text.split('\n').slice(0, 9).join('\n'),
      `Last release   1.2.3, commit 01234567 (this clone has no release tags)
Commits since  12, 2 of them merges
Next version   1.3.0 (the commits ask for a minor step)
Branch         this is feat/x; releases are made from main
Files          to write: VERSION, package.json, CHANGELOG.md

  minor  01234567 feat: long long long long long long long long long long long …
  patch  01234567 fix: b
  patch  01234567 fix: b`,
    )
    assert.match(text, /\n {2}and 2 more\n$/)
    for (const line of text.split('\n')) assert.ok([...line].length <= 80, line)
  })

  it('says why a break is no major version in version 0, within 80 columns', () => {
    const previous = { version: '0.12.0', commit, tag: 'v0.12.0' }
    const next = { version: '0.13.0', files: ['VERSION'] }
    const text = (more: Partial<StatusShown>) =>
      releaseStatusText({ ...status, previous, next, asked: 'major', ...more }, paint)
    assert.match(
      text({}),
      /^Next version {3}0\.13\.0 \(a break, which moves MINOR in version 0\)$/m,
    )
    for (const line of text({}).split('\n')) assert.ok([...line].length <= 80, line)
    assert.match(text({ asked: 'minor' }), /the commits ask for a minor step/)
    assert.match(text({ next: { ...next, version: '1.0.0' } }), /ask for a major step/)
  })

  it('says when there is nothing to do', () => {
    const none = { none: 1, patch: 0, minor: 0, major: 0 }
    const quiet = {
      ...status,
      branch: 'main',
      asked: 'none',
      counts: none,
      reasons: [],
      next: null,
    } as const
    assert.equal(
      releaseStatusText({ ...quiet, previous: null, commits: 1, merges: 0 }, paint),
      'Last release   none yet\nCommits since  1\nNext version   none: nothing asks for a release\n',
    )
  })
})

describe('release bump, as it is read', () => {
  it('begins with the version alone, and tells the truth about what was written', () => {
    const bumped = { ...status, version: '2.0.0', dataLosses: ['aws_db_instance.main'] }
    const text = (written: readonly string[], skipped = false) =>
      releaseBumpText({ ...bumped, written, skipped }, paint)
    assert.match(
      text(['VERSION']),
      /^2\.0\.0\n\nAfter 1\.2\.3, commit 01234567[^\n]*\nWrote VERSION\.\n/,
    )
    assert.match(text(['VERSION'], true), /\nWould write VERSION\.\n/)
    assert.match(text([]), /\nAll files carried it already\.\n/)
    assert.doesNotMatch(text([]), /version 0/)
    const zero = {
      ...bumped,
      asked: 'major',
      version: '0.2.0',
      written: [],
      skipped: false,
    } as const
    assert.match(
      releaseBumpText(zero, paint),
      /\nIn version 0 a break moves MINOR; --as major leaves it\.\n/,
    )
    assert.match(text([]), /\n {2}major {2}plan {5}would lose aws_db_instance\.main\n/)
  })
})

describe('release publish, as it is read', () => {
  const none = { version: null, tag: null, end: null, refusals: [] }
  const refusals = [{ message: 'No branch.', next: ['git switch main', 'or not'] }]

  it('says what is complete, in a dry run as well', () => {
    const complete = { ...none, version: '1.0.0', tag: 'v1.0.0' }
    for (const dry of [false, true]) {
      assert.match(releasePublishText(complete, paint, dry), /^Nothing to publish: v1\.0\.0 is/)
      assert.equal(releasePublishText(none, paint, dry), 'Nothing asks for a release.\n')
    }
  })

  it('says why a release would be refused, and what to do first', () => {
    const end = { id: 'x', changed: false, facts: {} }
    const dry = { ...none, version: '1.0.0', tag: 'v1.0.0', end, refusals }
    assert.equal(
      releasePublishText(dry, paint, true),
      'Dry run of v1.0.0: nothing was changed.\nIt would be refused:\n  No branch.\n    git switch main\n',
    )
    assert.match(
      releasePublishText({ ...none, refusals }, paint, true),
      /^Nothing asks .*refused:/s,
    )
  })
})
