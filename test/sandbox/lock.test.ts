import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderDocuments } from '../../src/adapters/folder-documents.ts'
import type { Documents } from '../../src/ports/documents.ts'
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

  const dead = JSON.stringify({ pid: process.pid, started: '1' })
  const leaveDead = (round: string) => folderDocuments(folder).create(`${round}.lock`, dead)

  it('takes no notice of a lock whose holder is dead, a later process with its number included', async () => {
    await leaveDead('left')
    assert.equal(await alone(realPorts, `${folder}/left`, async () => 5), 5)
  })

  it('lets one of two take over that find the same dead holder at once', async () => {
    await leaveDead('raced')
    const bothHaveLooked = meeting(2)
    const ports = {
      ...realPorts,
      documents: (path: string) => {
        const real = folderDocuments(path)
        const read: Documents['read'] = async (key) => {
          const found = await real.read(key)
          await bothHaveLooked()
          return found
        }
        return { ...real, read }
      },
    }
    let inside = 0
    let most = 0
    const work = async () => {
      inside += 1
      most = Math.max(most, inside)
      await realPorts.clock.sleep(50)
      inside -= 1
    }
    const both = [1, 2].map(() => alone(ports, `${folder}/raced`, work))
    await Promise.all(both)
    assert.equal(most, 1)
  })
})

/** Holds the first `count` callers until all of them are there; later ones pass. */
function meeting(count: number): () => Promise<void> {
  const all = Promise.withResolvers<void>()
  let there = 0
  return () => {
    there += 1
    if (there >= count) all.resolve()
    return all.promise
  }
}
