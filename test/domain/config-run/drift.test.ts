import assert from 'node:assert/strict'
import { driftOf } from '../../../src/domain/config-run/drift.ts'
import type { RunOutcome } from '../../../src/domain/config-run/outcome.ts'
import { driftText } from '../../../src/ui/drift-view.ts'

const host = (name: string, word: 'ok' | 'changed' | 'unreachable') => ({
  host: name,
  word,
  ok: 3,
  changed: word === 'changed' ? 2 : 0,
  failed: 0,
  trouble: word === 'unreachable' ? 'Start: no route' : null,
})
const outcome: RunOutcome = {
  hosts: [host('i-c', 'unreachable'), host('i-a', 'changed'), host('i-b', 'ok')],
  good: false,
  changed: true,
}

describe('drift of hosts', () => {
  const drift = driftOf(outcome, [
    { host: 'i-a', task: 'app : Unit', found: 'change' },
    { host: 'i-a', task: 'app : Unit', found: 'change' },
    { host: 'i-a', task: 'app : Migrate', found: 'unjudged' },
    { host: 'i-b', task: 'app : Migrate', found: 'unjudged' },
  ])

  it('names each task once, and does not call an unreachable host the same', () => {
    assert.deepEqual(
      drift.hosts.map(({ host: name, word, changes }) => [name, word, changes]),
      [
        ['i-c', 'unreachable', []],
        ['i-a', 'drifted', ['app : Unit']],
        ['i-b', 'same', []],
      ],
    )
    assert.deepEqual([drift.good, drift.changed], [false, true])
  })

  it('shows what would change, and what a check cannot tell', () => {
    assert.equal(
      driftText(drift),
      [
        'HOST  RESULT       WOULD CHANGE',
        'i-c   unreachable                Start: no route',
        'i-a   drifted      1 task',
        'i-b   same',
        '',
        'i-a would be changed by',
        '  app : Unit',
        '',
        'Not judged, since it can only be done and not checked:',
        '  app : Migrate (2 hosts)',
        '',
      ].join('\n'),
    )
  })
})
