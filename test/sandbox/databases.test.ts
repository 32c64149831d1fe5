import assert from 'node:assert/strict'
import { databaseReport, databaseStatus } from '../../src/sandbox/databases.ts'
import type { World } from '../../src/sandbox/world.ts'

const state = '/state'
const world = {
  databases: ['db-1', 'db-2', 'db-3', 'db-4'].map((id, index) => ({
    ...{ id, name: id, status: 'creating', state: 'running', generation: 0, tags: {} },
    privateIp: `10.20.0.${index}`,
  })),
} as unknown as World

const container = (name: string, address: string, more = {}) => ({
  ...{ name, address, ours: true, state: 'running', generation: 3 },
  ...more,
})

describe('the report on databases', () => {
  const said = { answers: true, password: 1, failed: null, restorableFrom: null }
  const files = {
    read: async (path: string) =>
      [databaseStatus(state, 'db-1'), databaseStatus(state, 'db-3')].includes(path)
        ? JSON.stringify(said)
        : null,
  }

  it('passes on what a running server says, with where and how often it was started', async () => {
    const seen = [
      container('db-1', '10.20.0.0'),
      // Has said nothing yet.
      container('db-2', '10.20.0.1'),
      // Still answers under the address of its former name.
      container('db-3', '10.20.0.99'),
      container('db-4', '10.20.0.3', { state: 'exited' }),
    ]
    assert.deepEqual(await databaseReport(files, state, world, seen), {
      'db-1': { ...said, address: '10.20.0.0', generation: 3 },
      'db-2': { address: '10.20.0.1', generation: 3 },
    })
  })

  it('leaves out one whose container is not running, whatever it said before', async () => {
    const seen = [container('db-1', '10.20.0.0', { state: 'exited' })]
    assert.deepEqual(await databaseReport(files, state, world, seen), {})
  })
})
