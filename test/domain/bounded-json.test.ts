import assert from 'node:assert/strict'
import fc from 'fast-check'
import { deepestJson, JsonTooDeep, parseBounded } from '../../src/domain/bounded-json.ts'

const nested = (open: string, close: string, levels: number) =>
  `${open.repeat(levels)}0${close.repeat(levels)}`

describe('parseBounded', () => {
  it('is JSON.parse for whatever is not deep, brackets in texts and keys included', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        assert.deepEqual(parseBounded(text), JSON.parse(text))
      }),
    )
    const text = JSON.stringify({ [`${'['.repeat(1000)}"\\`]: `\\"${'{'.repeat(1000)}` })
    assert.deepEqual(parseBounded(text), JSON.parse(text))
    assert.throws(() => parseBounded('[1'), SyntaxError)
    assert.throws(() => parseBounded('"\\'), SyntaxError)
  })

  it('takes the last level and refuses the next, and 100,000 of them at once', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      parseBounded(nested(open, close, deepestJson))
      const before = process.cpuUsage()
      for (const levels of [deepestJson + 1, 100_000]) {
        assert.throws(() => parseBounded(nested(open, close, levels)), JsonTooDeep)
      }
      const { user, system } = process.cpuUsage(before)
      assert.ok(user + system < 1_000_000)
    }
  })
})
