import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { alone } from '../../src/sandbox/lock.ts'
import { realPorts } from './real-ports.ts'

describe('alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-lock-'))
  const state = `${folder}/sandbox`
  after(() => rmSync(folder, { recursive: true }))

  it('refuses a second one while the first is at work, and not afterwards', async () => {
    const first = alone(realPorts, state, async () => {
      await assert.rejects(
        alone(realPorts, state, async () => 2, 0),
        { code: 'LOCKED' },
      )
      return 1
    })
    assert.equal(await first, 1)
    assert.equal(await alone(realPorts, state, async () => 3), 3)
  })

  it('waits for one that ends soon', async () => {
    const order: string[] = []
    const held = Promise.withResolvers<void>()
    const first = alone(realPorts, state, async () => {
      held.resolve()
      await realPorts.clock.sleep(150)
      order.push('first')
    })
    await held.promise
    await alone(realPorts, state, async () => order.push('second'))
    await first
    assert.deepEqual(order, ['first', 'second'])
  })

  it('lets go when the work fails', async () => {
    await assert.rejects(
      alone(realPorts, state, () => Promise.reject(new Error('no'))),
      /no/,
    )
    assert.equal(await alone(realPorts, state, async () => 4), 4)
  })

  it('takes no notice of a lock whose holder is dead, a later process with its number included', async () => {
    writeFileSync(`${state}.lock`, JSON.stringify({ pid: process.pid, started: '1' }))
    assert.equal(await alone(realPorts, state, async () => 5), 5)
  })
})
