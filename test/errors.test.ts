import assert from 'node:assert/strict'
import * as catalogue from '../src/errors/index.ts'

describe('errors', () => {
  it('give the exit codes that design.md promises', () => {
    assert.deepEqual(catalogue.exitCodes, {
      failed: 1,
      input: 2,
      changes: 3,
      locked: 4,
      gate: 5,
      stuck: 6,
      interrupted: 130,
    })
  })

  it('offer the near miss of an environment', () => {
    const error = catalogue.unknownEnvironment('PROD', ['dev', 'prod'], 'prod')
    assert.equal(error.exitCode, 2)
    assert.match(error.next[0] ?? '', /-e prod$/)
  })
})
