import assert from 'node:assert/strict'
import { isUnreachable, parseEvent } from '../../../src/tools/ansible/events.ts'

describe('events of ansible-playbook', () => {
  it('carry nothing that steers a terminal, though JSON hides it from the line', () => {
    const message = 'a\x1b[31mred\x1b]52;c;ZXZpbA==\x07b\u009b2J\nnext \x1b]0;title\x1b\\line'
    const line = JSON.stringify({
      event: 'host',
      host: 'i-\x1b[2Ja',
      status: 'failed',
      task: 't',
      message,
    })
    const event = parseEvent(line)
    assert.ok(event?.event === 'host')
    assert.equal(event.message, 'aredb\nnext line')
    assert.equal(event.host, 'i-a')
  })

  it('tell a host that was not reached from one that failed', () => {
    const event = { event: 'host', host: 'i-a', task: 't', status: 'failed' } as const
    const stopped = 'Error: container state improper'
    assert.ok(isUnreachable({ ...event, status: 'unreachable' }))
    assert.ok(isUnreachable({ ...event, rc: 255, module_stderr: stopped }))
    assert.ok(!isUnreachable({ ...event, rc: 255, module_stderr: 'usage: …' }))
    assert.ok(!isUnreachable({ ...event, rc: 1, module_stderr: stopped }))
  })

  it('are told from warnings and from traces', () => {
    assert.equal(parseEvent('[WARNING]: no inventory'), null)
    assert.equal(parseEvent('{"event": "host", "host":'), null)
  })
})
