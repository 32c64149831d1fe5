import assert from 'node:assert/strict'
import { Redactor } from '../../src/domain/redaction.ts'
import { inAllForms, leakIn, places, secretsOf } from '../canaries/canaries.ts'

/** One secret of each kind: PEM, JSON, short, with newlines, plain. */
const secrets = Object.entries(secretsOf(places[0]))
const forms = inAllForms('x').map((text) => text.split(':')[0] ?? '')

describe('what a careless tool prints', () => {
  for (const [kind, secret] of secrets) {
    for (const [n, text] of inAllForms(secret).entries()) {
      it(`holds a ${kind} secret, which is found, and hidden line by line: ${forms[n]} (${n})`, () => {
        assert.ok(leakIn(text, [secret]), `not found in ${text}`)
        const redactor = new Redactor([secret])
        const lines = text.split('\n').map((line) => redactor.redact(line))
        assert.equal(leakIn(lines.join('\n'), [secret]), null)
      })
    }
  }
})
