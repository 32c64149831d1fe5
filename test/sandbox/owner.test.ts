import assert from 'node:assert/strict'
import { OpsctlError } from '../../src/errors/index.ts'
import type { FileFacts } from '../../src/ports/files.ts'
import { mustBeOurs, ownerOf } from '../../src/sandbox/owner.ts'

describe("whose the machine's sandbox is", () => {
  const record = { project: '/home/ada/shop' }
  const files = (...there: string[]) => ({
    stat: (path: string) => Promise.resolve(there.includes(path) ? ({} as FileFacts) : null),
  })

  it('is asked of its record', async () => {
    assert.equal(await ownerOf(files(), record, '/home/ada/shop'), 'ours')
    assert.equal(await ownerOf(files('/home/ada/shop'), record, '/home/ada/other'), 'elsewhere')
  })

  it('is an orphan once its checkout was removed, and then anyone may take it away', async () => {
    assert.equal(await ownerOf(files(), record, '/home/ada/other'), 'orphan')
    await assert.rejects(mustBeOurs(files(), record, '/home/ada/other'), (error) => {
      assert.ok(error instanceof OpsctlError)
      assert.deepEqual(
        [error.code, error.next],
        ['SANDBOX_ORPHANED', ['take it away from here: opsctl sandbox down']],
      )
      return true
    })
  })

  it('is never changed from another checkout', async () => {
    await assert.rejects(
      mustBeOurs(files('/home/ada/shop'), record, '/home/ada/other'),
      (error) => error instanceof OpsctlError && error.code === 'SANDBOX_ELSEWHERE',
    )
    await mustBeOurs(files('/home/ada/shop'), record, '/home/ada/shop')
  })
})
