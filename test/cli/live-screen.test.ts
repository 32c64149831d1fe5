import assert from 'node:assert/strict'
import { LiveScreen } from '../../src/cli/live-screen.ts'

function screen(animated: boolean, columns = 80) {
  const written: string[] = []
  return { written, live: new LiveScreen({ animated, columns }, (text) => written.push(text)) }
}

describe('a text that changes', () => {
  it('is drawn over itself on a terminal, wrapped lines counted', () => {
    const { written, live } = screen(true, 10)
    live.draw('one\n\u001b[36mexactly ten\u001b[39m\n', 'a')
    live.draw('two\n', 'a')
    live.clear()
    live.clear()
    assert.deepEqual(written, [
      'one\n\u001b[36mexactly ten\u001b[39m\n',
      '\u001b[3F\u001b[J',
      'two\n',
      '\u001b[1F\u001b[J',
    ])
  })

  it('goes to a log only when it is news, and moves no cursor there', () => {
    const { written, live } = screen(false)
    live.draw('1 s\n', 'a')
    live.draw('2 s\n', 'a')
    live.draw('3 s\n', 'b')
    live.clear()
    assert.deepEqual(written, ['1 s\n\n', '3 s\n\n'])
  })
})
