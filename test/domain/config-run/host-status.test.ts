import assert from 'node:assert/strict'
import { readAnswer, statusOf } from '../../../src/domain/config-run/host-status.ts'
import { hostStatusText } from '../../../src/ui/host-status-view.ts'

const digest = (letter: string) => `sha256:${letter.repeat(64)}`
const outcome = { host: 'i-a', word: 'ok' as const, ok: 2, changed: 0, failed: 0, trouble: null }
const wanted = { configuration: 'c1', digest: digest('a') }

function status(record: object | string, running = `r:5000/shop@${digest('a')}`) {
  const text = typeof record === 'string' ? record : JSON.stringify(record)
  return statusOf(outcome, readAnswer({ record: text, running }), wanted)
}
const good = { schema: 1, complete: true, role: 'app', configuration: 'c1', digest: digest('a') }

describe('status of a host', () => {
  it('is current only when all that it says fits', () => {
    assert.equal(status(good).word, 'current')
    const others: readonly (readonly [object, RegExp])[] = [
      [{ ...good, configuration: 'c0' }, /another configuration/],
      [{ ...good, digest: digest('b') }, /another image; runs another/],
    ]
    for (const [record, reason] of others) {
      assert.equal(status(record).word, 'differs')
      assert.match(status(record).reasons.join('; '), reason)
    }
  })

  it('sees what really runs, whatever the record says', () => {
    assert.match(status(good, `r/shop@${digest('b')}`).reasons.join(), /runs another image/)
    assert.match(status(good, '').reasons.join(), /does not run/)
  })

  it('takes the image that the host has where nobody named one', () => {
    const answer = readAnswer({ record: JSON.stringify(good), running: `r/shop@${good.digest}` })
    assert.equal(statusOf(outcome, answer, { ...wanted, digest: null }).word, 'current')
  })

  it('asks no image of a host without a service', () =>
    assert.equal(status({ ...good, role: 'db', digest: '' }, '').word, 'current'))

  it('names a run that did not end, and a host that no run ever reached', () => {
    assert.equal(status({ ...good, complete: false }).word, 'unfinished')
    for (const text of ['', '{', 'null', '[]', '{"schema":2,"complete":true}', '{"schema":1}']) {
      assert.equal(status(text).word, 'never configured', text)
    }
    assert.equal(statusOf({ ...outcome, trouble: 'gone' }, null, wanted).word, 'no answer')
  })

  it('shows nothing that steers a terminal, though JSON hides it in the record', () => {
    const evil = '\u001b]52;c;ZXZpbA==\u0007\u009b2J'
    const fields = ['role', 'configuration', 'digest', 'version'].map((name) => [name, `${evil}x`])
    const found = status({ ...good, ...Object.fromEntries(fields) })
    const shown = hostStatusText([found], wanted) + JSON.stringify(Object.values(found))
    assert.doesNotMatch(shown, /[\x00-\x09\x0b-\x1f\x7f-\x9f]|\]52;|\\u00/)
  })

  it('fits 80 columns', () => {
    const rows = [status({ ...good, configuration: 'c0' }), status(good, '')]
    const named = rows.map((row) => ({ ...row, host: 'i-0123456789abcdef0' }))
    for (const line of hostStatusText(named, wanted).split('\n')) assert.ok(line.length <= 80, line)
  })
})
