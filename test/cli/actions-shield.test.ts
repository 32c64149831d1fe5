import assert from 'node:assert/strict'
import fc from 'fast-check'
import { shielded, shieldedJson } from '../../src/cli/actions-shield.ts'

/** As the runner decides whether a line is a command (actions/runner, ActionCommand.cs). */
const isCommand = (line: string) => line.trimStart().startsWith('::') || line.includes('##[')

describe('the shield in GitHub Actions', () => {
  it('leaves no line that the runner would obey', () => {
    const unit = fc.constantFrom(':', '::', '#', '##[', '[', ' ', '\t', '\n', 'a', 'stop-commands')
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 20 }), (text) => {
        assert.ok(!shielded(text).split('\n').some(isCommand))
      }),
      { numRuns: 3000 },
    )
  })

  it('changes no other text', () => {
    assert.equal(shielded('a::b\n  x: y\n#[c]'), 'a::b\n  x: y\n#[c]')
  })

  it('keeps a JSON document what it is', () => {
    const document = { a: '##[add-mask]x', b: ['::stop-commands::y'] }
    const text = shieldedJson(JSON.stringify(document, null, 2))
    assert.deepEqual(JSON.parse(text), document)
    assert.ok(!text.split('\n').some(isCommand))
  })
})
