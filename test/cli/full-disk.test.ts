import assert from 'node:assert/strict'
import { roomLeft } from '../../src/adapters/room-left.ts'
import { sayingWhatIsFull } from '../../src/cli/full-disk.ts'
import { badInput, diskFull, stepFailed } from '../../src/errors/index.ts'

const cut = stepFailed('initialise', new SyntaxError('Unexpected end of JSON input'))

describe('an error where the disk is full', () => {
  const full = (folder: string) => (folder === '/full' ? 0 : 1e9)

  it('says so, and keeps what else it said', () => {
    const error = sayingWhatIsFull(cut, ['/project', '/full'], full)
    assert.match(error.message, /JSON is none\nThere is no space left on the disk of \/full/)
    assert.deepEqual(error.next, ['make room on the disk: df -h /full', ...cut.next])
    assert.deepEqual([error.code, error.exitCode, error.now], [cut.code, cut.exitCode, cut.now])
  })

  it('is as it was where there is room, where nobody can tell, and where it is about something else', () => {
    for (const [error, room] of [
      [cut, () => 1e9],
      [cut, () => null],
      [badInput('--env', 'x', 'y'), full],
      [diskFull(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })), full],
    ] as const) {
      assert.equal(sayingWhatIsFull(error, ['/full'], room), error)
    }
  })

  it('asks the system', () => {
    assert.ok((roomLeft('/') ?? 0) > 0)
    assert.equal(roomLeft('/not/there'), null)
  })
})
