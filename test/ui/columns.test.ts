import assert from 'node:assert/strict'
import { columns, columnsWithin } from '../../src/ui/columns.ts'

describe('columns', () => {
  it('line up whatever is coloured, and leave no blanks at the end', () => {
    const rows = [
      ['a', '\u001b[32mok\u001b[39m', 'x'],
      ['longer', 'failed', ''],
    ]
    assert.equal(columns(rows), 'a       \u001b[32mok\u001b[39m      x\nlonger  failed\n')
  })

  it('fold the last one where a terminal is too narrow, and nowhere else', () => {
    const rows = [
      ['ID', 'KEPT BY'],
      ['snap-1', 'daily 2026-11-27, weekly 2026-W48'],
    ]
    assert.equal(
      columnsWithin(30, rows),
      'ID      KEPT BY\nsnap-1  daily 2026-11-27,\n        weekly 2026-W48\n',
    )
    assert.equal(columnsWithin(null, rows), columns(rows))
    assert.equal(columnsWithin(20, rows), columns(rows))
  })
})
