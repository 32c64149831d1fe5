import assert from 'node:assert/strict'
import {
  appliedMigrations,
  type PastDeployment,
  rollbackTarget,
} from '../../../src/domain/deployment/last-good.ts'
import type { Release } from '../../../src/domain/deployment/release.ts'
import type { JsonObject } from '../../../src/domain/json.ts'

const release = (version: string): Release => ({
  colour: 'blue',
  image: `r/shop@sha256:${version.repeat(64).slice(0, 64)}`,
  version,
  configuration: 'c',
  migrations: [],
  hosts: ['i-1'],
  targetGroup: 'arn',
  launchTemplate: { id: 'lt', version: '1' },
  capacity: { min: 1, desired: 1 },
})

const entry = (
  id: string,
  kind: string,
  outcome: string,
  facts: { deployment?: string; before?: string; nothing?: boolean; pending?: string[] } = {},
): PastDeployment => {
  const { deployment, before, ...more } = facts
  return {
    id,
    kind,
    environment: 'prod',
    outcome,
    steps: [{ id: 'configure', outcome: outcome === 'failed' ? 'pending' : 'done' }],
    facts: {
      ...more,
      ...(deployment === undefined ? {} : { deployment: release(deployment) }),
      ...(before === undefined ? {} : { before: release(before) }),
    } as unknown as JsonObject,
  }
}

const one = entry('d1', 'deploy', 'done', { deployment: '1' })
const two = entry('d2', 'deploy', 'done', { deployment: '2', before: '1' })
const aborted = entry('d3', 'deploy', 'aborted', { before: '2' })
const refused = entry('d4', 'deploy', 'failed')
const back = entry('r1', 'rollback', 'done', { deployment: '1' })
const noop = entry('d5', 'deploy', 'done', { deployment: '2', nothing: true })

const goesTo = (entries: readonly PastDeployment[], to: string | null = null) => {
  const target = rollbackTarget(entries, to)
  return 'problem' in target ? target.problem : `${target.release.version} ${target.takesBack}`
}

describe('where a rollback goes', () => {
  it('takes the last deployment back when it was good', () => {
    assert.equal(goesTo([two, one]), '1 d2')
    assert.equal(goesTo([entry('x', 'config apply', 'done'), two, one]), '1 d2')
  })

  it('stays with the last good one when the last was put back, refused or a rollback', () => {
    assert.equal(goesTo([aborted, two, one]), '2 null')
    assert.equal(goesTo([refused, two, one]), '2 null')
    assert.equal(goesTo([back, two, one]), '1 null')
  })

  it('does not count a deployment that found its version in place', () => {
    assert.equal(goesTo([noop, two, one]), '1 d2')
  })

  it('does not count a rollback that came to nothing, nor what only waits for the lock', () => {
    for (const outcome of ['failed', 'interrupted', 'aborted']) {
      assert.equal(goesTo([entry('r2', 'rollback', outcome), two, one]), '1 d2')
    }
    const waiting = { ...entry('d6', 'deploy', 'running'), fence: 0 }
    assert.equal(goesTo([waiting, two, one]), '1 d2')
    assert.equal(goesTo([{ ...waiting, fence: 7 }, two, one]), 'unfinished')
  })

  it('goes to the one that is named, good ones only', () => {
    assert.equal(goesTo([two, one], 'd1'), '1 null')
    assert.equal(goesTo([aborted, two, one], 'd3'), 'not-good')
    assert.equal(goesTo([two, one], 'd'), 'unknown')
    assert.equal(goesTo([two, one], ''), 'unknown')
    assert.equal(goesTo([two, one], 'e'), 'unknown')
  })

  it('refuses while a deployment is not finished, and where there is nothing', () => {
    assert.equal(goesTo([entry('d6', 'deploy', 'unfinished'), two]), 'unfinished')
    assert.equal(goesTo([entry('d6', 'deploy', 'running'), two], 'd2'), 'unfinished')
    assert.equal(goesTo([]), 'none')
    assert.equal(goesTo([one]), 'none')
    assert.equal(goesTo([aborted]), 'none')
  })
})

describe('applied migrations', () => {
  it('are those of every deployment that came to configure its hosts, good or not', () => {
    const entries = [
      entry('a', 'deploy', 'aborted', { pending: ['0003_expand_c'] }),
      entry('b', 'deploy', 'failed', { pending: ['0004_expand_d'] }),
      entry('c', 'deploy', 'done', { pending: ['0002_expand_b'] }),
    ]
    assert.deepEqual(appliedMigrations(entries), ['0002_expand_b', '0003_expand_c'])
  })
})
