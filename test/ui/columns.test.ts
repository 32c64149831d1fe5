import assert from 'node:assert/strict'
import { columns } from '../../src/ui/columns.ts'

describe('columns', () => {
  it('line up whatever is coloured, and leave no blanks at the end', () => {
    const rows = [
      ['a', '\u001b[32mok\u001b[39m', 'x'],
      ['longer', 'failed', ''],
    ]
    assert.equal(columns(rows), 'a       \u001b[32mok\u001b[39m      x\nlonger  failed\n')
  })
})
