import assert from 'node:assert/strict'
import { lockHolder, newsOf, parseEvent } from '../../../src/tools/terraform/events.ts'

const line = (json: object) => parseEvent(JSON.stringify(json))

describe('terraform events', () => {
  it('tell a resource from start to end', () => {
    const hook = { resource: { addr: 'aws_lb.this' }, action: 'create', elapsed_seconds: 62 }
    const told = ['apply_start', 'apply_progress', 'apply_complete', 'apply_errored'].map(
      (type) => {
        const event = line({
          type,
          hook: type === 'apply_start' ? { ...hook, elapsed_seconds: undefined } : hook,
        })
        return event && newsOf(event)
      },
    )
    assert.deepEqual(told, [
      'aws_lb.this: creating',
      'aws_lb.this: still creating since 62s',
      'aws_lb.this: created after 62s',
      'aws_lb.this: FAILED after 62s',
    ])
  })

  it('find out who holds the lock', () => {
    const detail =
      'Error message: PreconditionFailed\nLock Info:\n  ID:        1b2c\n  Path:      b/k\n' +
      '  Operation: OperationTypeApply\n  Who:       ann@build-7\n  Version:   1.11.4\n  Created:   2026-11-23 09:00:00 UTC\n  Info:      \n'
    const event = line({
      type: 'diagnostic',
      diagnostic: { severity: 'error', summary: 'Error acquiring the state lock', detail },
    })
    assert.ok(event)
    assert.deepEqual(lockHolder(event), {
      id: '1b2c',
      who: 'ann@build-7',
      operation: 'OperationTypeApply',
      created: '2026-11-23 09:00:00 UTC',
    })
  })

  it('carry nothing that steers a terminal, though JSON hides it from the line', () => {
    const evil = 'a\x1b]52;c;ZXZpbA==\x07\x9b2Jb'
    const diagnostic = { severity: 'error', summary: evil, detail: `${evil}\nc`, address: evil }
    const hook = { resource: { addr: evil }, action: 'create' }
    const clean = { severity: 'error', summary: 'ab', detail: 'ab\nc', address: 'ab' }
    assert.partialDeepStrictEqual(line({ type: 'diagnostic', diagnostic }), clean)
    assert.partialDeepStrictEqual(line({ type: 'apply_start', hook }), { address: 'ab' })
    assert.partialDeepStrictEqual(line({ '@message': evil }), { message: 'ab' })
  })

  it('survive lines that are not JSON, or not an object', () => {
    assert.equal(parseEvent('panic: provider'), null)
    assert.equal(parseEvent('null'), null)
    assert.equal(parseEvent('{"type":"apply_start"}')?.kind, 'other')
  })
})
