import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readCommit } from '../../../src/domain/release/commit-grammar.ts'
import { MemoryLines } from '../../../src/domain/release/lines.ts'
import { notesStyle, ReleaseNotes } from '../../../src/domain/release/release-notes.ts'
import { type ReleaseSettings, usualSettings } from '../../../src/domain/release/settings.ts'

const hash = (index: number) => index.toString(16).padStart(40, '0')

function gather(messages: readonly string[], settings: Partial<ReleaseSettings> = {}) {
  const style = notesStyle({ ...usualSettings, ...settings }, null, () => new MemoryLines())
  const notes = new ReleaseNotes(style)
  messages.forEach((message, index) => {
    notes.add(hash(index), 1_700_000_000, false, readCommit(message))
  })
  return notes
}

const asked = (messages: readonly string[], settings: Partial<ReleaseSettings> = {}) =>
  gather(messages, settings).asked
const body = (notes: ReleaseNotes) =>
  Buffer.concat([...notes.body()])
    .toString()
    .replace(/ \([0-9a-f]{8}\)/g, '')

/** One message a line, then what it asks for. */
const rows: readonly (readonly [string, 'none' | 'patch' | 'minor' | 'major'])[] = [
  ['feat: a', 'minor'],
  ['FEAT: a', 'minor'],
  ['feat(x): a', 'minor'],
  ['feat!: a', 'major'],
  ['feat(x)!: a', 'major'],
  ['fix: a', 'patch'],
  ['fix!: a', 'major'],
  ['perf: a', 'patch'],
  ['perf(x)!: a', 'major'],
  ['docs: a', 'none'],
  ['docs!: a', 'major'],
  ['chore: a', 'none'],
  ['style: a', 'none'],
  ['refactor: a', 'none'],
  ['refactor!: a', 'major'],
  ['test: a', 'none'],
  ['build: a', 'none'],
  ['ci: a', 'none'],
  ['ci!: a', 'major'],
  ['unknown: a', 'none'],
  ['unknown!: a', 'major'],
  ['revert: a', 'patch'],
  ['revert!: a', 'major'],
  ['Revert "feat: a"', 'patch'],
  ['Revert "feat!: a"', 'patch'],
  ['Reapply "feat!: a"', 'patch'],
  ['feature: a', 'none'],
  ['feat:a', 'none'],
  ['feat a', 'none'],
  ['feat : a', 'none'],
  ['feat(a: b', 'none'],
  ['feat!!: a', 'none'],
  ['!feat: a', 'none'],
  [' feat: a', 'minor'],
  ['Merge branch "feat!: a"', 'none'],
  ['Merge pull request #1 from a/b\n\nfeat!: a', 'none'],
  ['wip', 'none'],
  ['', 'none'],
  ['fix: a\n\nBREAKING CHANGE: b', 'major'],
  ['fix: a\n\nBREAKING-CHANGE: b', 'major'],
  ['fix: a\n\nbody\n\nBREAKING CHANGE: b', 'major'],
  ['fix: a\n\nReviewed-by: x\nBREAKING CHANGE: b', 'major'],
  ['docs: a\n\nBREAKING CHANGE: b', 'major'],
  ['a\n\nBREAKING CHANGE: b', 'major'],
  ['fix: a\n\nBREAKING CHANGES: b', 'patch'],
  ['fix: a\n\nBREAKING_CHANGE: b', 'patch'],
  ['fix: a\n\nBreaking Change: b', 'patch'],
  ['fix: a\n\nBREAKING CHANGE b', 'patch'],
  ['fix: a\n\nBREAKING CHANGE:b', 'patch'],
  ['fix: a\n\nxBREAKING CHANGE: b', 'patch'],
  ['fix: a\n\n  BREAKING CHANGE: b', 'patch'],
  ['fix: a\n\n> BREAKING CHANGE: b', 'patch'],
  ['fix: a\n\n* BREAKING CHANGE: b', 'patch'],
  ['fix: a\n\n```\nBREAKING CHANGE: b\n```', 'patch'],
  ['fix: a\n\nB\u0420EAKING CHANGE: b', 'patch'],
  ['fix: a BREAKING CHANGE: b', 'patch'],
]

describe('what commits ask for', () => {
  for (const [message, step] of rows) {
    it(`${JSON.stringify(message)}: ${step}`, () => assert.equal(asked([message]), step))
  }

  it('is the most that any of them asks, in whatever order they come', () => {
    const some = fc.array(fc.constantFrom(...rows), { maxLength: 12 })
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), (list, keys) => {
        const most = ['major', 'minor', 'patch', 'none'].find((step) =>
          list.some(([, one]) => one === step),
        )
        const messages = list.map(([message]) => message)
        const mixed = messages
          .map((message) => ({ message, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ message }) => message)
        assert.deepEqual([asked(messages), asked(mixed)], [most ?? 'none', most ?? 'none'])
      }),
    )
  })

  it('follows the configured sections and scopes, and a break before all of them', () => {
    const settings = {
      sections: [
        { title: 'New', types: ['feat', 'Add'], step: 'minor' },
        { title: 'Docs', types: ['docs'], step: 'patch' },
      ],
      scopes: { sandbox: { step: 'none', hidden: true }, deps: { step: 'patch' } },
    } as const satisfies Partial<ReleaseSettings>
    assert.equal(asked(['fix: a'], settings), 'none')
    assert.equal(asked(['docs: a'], settings), 'patch')
    assert.equal(asked(['add: a'], settings), 'minor')
    assert.equal(asked(['feat(sandbox): a', 'chore(deps): b'], settings), 'patch')
    assert.equal(asked(['feat(sandbox)!: a'], settings), 'major')
    const told = gather(
      ['docs: d', 'feat(sandbox): hidden', 'feat(sandbox)!: seen', 'add: n', 'fix: f', 'revert: r'],
      settings,
    )
    const sections = [
      '### Breaking changes\n\n- **sandbox:** seen\n',
      '### New\n\n- n\n',
      '### Docs\n\n- d\n',
      '### Reverts\n\n- r\n',
    ]
    assert.equal(body(told), sections.join('\n'))
  })

  it('sets a text below an item apart by single empty lines', () => {
    const told = gather([
      'feat!: a\n\nBREAKING CHANGE: one',
      'fix!: b',
      'fix!: c\n\nBREAKING CHANGE: two',
    ])
    const items = '- a\n\n  one\n\n- b\n- c\n\n  two\n'
    assert.equal(body(told), `### Breaking changes\n\n${items}`)
    const more = gather(['feat!: a\n\nBREAKING CHANGE: one', 'feat: b'])
    assert.equal(body(more), '### Breaking changes\n\n- a\n\n  one\n\n### Features\n\n- b\n')
  })

  it('leaves out a revert once all that it names was met', () => {
    const notes = gather([])
    const read = readCommit(`revert: two\n\nRefs: ${hash(1).slice(0, 9)}, ${hash(2).slice(0, 9)}\n`)
    notes.add(hash(9), 1, false, read)
    notes.addCancelled(1, false, read.reverts)
    assert.equal(gather(['revert: one']).asked, 'patch')
    notes.addCancelled(1, false, read.reverts)
    assert.deepEqual(
      [notes.asked, notes.commits, body(notes)],
      ['none', 3, 'Nothing that its users would notice.\n'],
    )
  })

  it('gives its reasons in plain words: a terminal shows no Markdown', () => {
    const [reason] = gather(['fix(a<b>): take <T> [x](y)']).reasons
    assert.equal(reason?.subject, 'fix(a<b>): take <T> [x](y)')
  })

  it('keeps twenty reasons of each step, and counts them all', () => {
    const notes = gather(Array.from({ length: 50 }, (_, index) => `fix: \x1b[31m${index}`))
    assert.deepEqual([notes.reasons.length, notes.counts.patch], [20, 50])
    assert.deepEqual(notes.reasons[0], { step: 'patch', commit: hash(0), subject: 'fix: 0' })
  })
})
