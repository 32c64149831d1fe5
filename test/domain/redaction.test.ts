import assert from 'node:assert/strict'
import fc from 'fast-check'
import { withColoursOnly, withoutControls } from '../../src/domain/control-characters.ts'
import { isOperationId, newOperationId } from '../../src/domain/operation-id.ts'
import { Redactor } from '../../src/domain/redaction.ts'

const secrets = fc
  .string({ unit: 'grapheme', minLength: 8, maxLength: 40 })
  .filter((s) => !/[*\r\n]/.test(s))
const around = fc.string({ maxLength: 20 })

describe('redaction', () => {
  it('hides a secret in each form, wherever it stands', () => {
    const forms: ((s: string, a: string, b: string) => [string, string])[] = [
      (s, a, b) => [`${a}${s}${b}`, s],
      (s) => [
        Buffer.from(s).toString('base64'),
        Buffer.from(s).toString('base64').replace(/=+$/, ''),
      ],
      (s) => [encodeURIComponent(s), encodeURIComponent(s)],
      (s) => [JSON.stringify({ s }), JSON.stringify(s).slice(1, -1)],
    ]
    fc.assert(
      fc.property(secrets, around, around, fc.constantFrom(...forms), (secret, a, b, form) => {
        const [text, hidden] = form(secret, a, b)
        const redactor = new Redactor()
        redactor.add(secret)
        assert.equal(redactor.redact(text).includes(hidden), false)
      }),
    )
  })

  it('hides it inside a longer base64 text', () => {
    const redactor = new Redactor()
    redactor.add('correct horse battery')
    for (const user of ['a', 'ab', 'abc']) {
      const told = redactor.redact(Buffer.from(`${user}:correct horse battery`).toString('base64'))
      assert.match(told, /\*\*\*/)
      assert.doesNotMatch(Buffer.from(told.replace(/\*.*/, ''), 'base64').toString(), /corr/)
    }
  })

  it('leaves nothing of overlapping secrets, and other text as it was', () => {
    const redactor = new Redactor()
    redactor.add('abcd1234')
    redactor.add('1234wxyz')
    assert.equal(redactor.redact('<abcd1234wxyz> and abcd'), '<***> and abcd')
    assert.equal(redactor.redact('abcd1234abcd1234 x 1234wxyz'), '****** x ***')
  })
})

describe('control characters', () => {
  it('leave nothing that steers a terminal', () => {
    const unit = fc.constantFrom(
      '\x1b',
      '[',
      ']',
      '0',
      ';',
      'm',
      'J',
      '\x07',
      '\\',
      '\x9b',
      'a',
      '\t',
      'P',
      '\x9d',
    )
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
        assert.doesNotMatch(withoutControls(text), /[\x00-\x08\x0a-\x1f\x7f-\x9f]/)
        const coloured = withColoursOnly(text).replace(/\x1b\[[0-9;]*m/g, '')
        assert.doesNotMatch(coloured, /[\x00-\x08\x0a-\x1f\x7f-\x9f]/)
      }),
      { numRuns: 3000 },
    )
  })

  it('take sequences out whole', () => {
    assert.equal(withoutControls('a\x1b]0;title\x07b\x1b[2Jc\x1b[31mred\x1b[0m\td'), 'abcred\td')
    assert.equal(withColoursOnly('a\x1b[2J\x1b[31mred'), 'a\x1b[31mred\x1b[0m')
  })
})

describe('operation id', () => {
  it('sorts by time', () => {
    const id = newOperationId(new Date('2026-11-23T11:08:42Z'), new Uint8Array([1, 2, 3, 255]))
    assert.equal(id, '20261123t110842z-010203ff')
    assert.ok(isOperationId(id))
    assert.equal(isOperationId(`../${id}`), false)
  })
})
