import assert from 'node:assert/strict'
import { readTerminal } from '../../src/cli/terminal.ts'

const tty = {
  stdin: { isTTY: true },
  stdout: { isTTY: true },
  stderr: { isTTY: true, columns: 120 },
}
const pipe = { stdin: {}, stdout: {}, stderr: {} }

describe('the terminal', () => {
  const rows: readonly (readonly [
    string,
    typeof tty | typeof pipe,
    Record<string, string>,
    boolean,
    boolean,
    boolean,
  ])[] = [
    // what, streams, environment, interactive, animated, coloured
    ['a terminal', tty, {}, true, true, true],
    ['a pipe', pipe, {}, false, false, false],
    ['NO_COLOR', tty, { NO_COLOR: '1' }, true, true, false],
    ['an empty NO_COLOR, which says nothing', tty, { NO_COLOR: '' }, true, true, true],
    ['FORCE_COLOR in a pipe', pipe, { FORCE_COLOR: '1' }, false, false, true],
    ['FORCE_COLOR=0 on a terminal', tty, { FORCE_COLOR: '0' }, true, true, false],
    ['a dumb terminal', tty, { TERM: 'dumb' }, true, false, false],
    ['CI with a terminal', tty, { CI: 'true' }, false, false, false],
    ['CI=false', tty, { CI: 'false' }, true, true, true],
  ]
  for (const [what, streams, env, interactive, animated, colour] of rows) {
    it(`is read from ${what}`, () => {
      const terminal = readTerminal(streams, env, false)
      assert.deepEqual(
        [terminal.interactive, terminal.animated, terminal.colourErr],
        [interactive, animated, colour],
      )
    })
  }

  it('is not interactive with --no-input', () => {
    assert.equal(readTerminal(tty, {}, true).interactive, false)
  })
})
