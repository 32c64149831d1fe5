import assert from 'node:assert/strict'
import { type PastRun, reconfigured } from '../../../src/domain/deployment/reconfigured.ts'
import type { Release } from '../../../src/domain/deployment/release.ts'

const release = (image: string, ...hosts: string[]): Release => ({
  ...{ colour: 'blue', image, version: '', configuration: 'c', migrations: [], hosts },
  ...{ targetGroup: 'arn', launchTemplate: { id: 'lt', version: '1' } },
  capacity: { min: 2, desired: 2 },
})
const old = release('r@old', 'i-1', 'i-2')
const entry = (kind: string, more: Partial<PastRun> = {}): PastRun => ({
  ...{ id: 'x', kind, environment: 'prod', outcome: 'done', facts: {}, input: {}, steps: [] },
  ...more,
})
const deployed = (before: Release) =>
  entry('deploy', { facts: { before: JSON.parse(JSON.stringify(before)) } })
const applied = (image: string, only: readonly string[] = [], outcome = 'done') =>
  entry('config apply', { input: { image, only }, steps: [{ id: 'converge', outcome }] })

describe('hosts that were kept for a rollback', () => {
  it('are those of their release while no configuration run has reached them with another', () => {
    assert.equal(reconfigured([deployed(old)], old), false)
    assert.equal(reconfigured([applied('r@old'), deployed(old)], old), false)
    assert.equal(reconfigured([applied('r@new', ['i-8']), deployed(old)], old), false)
    assert.equal(reconfigured([applied('r@new', [], 'pending'), deployed(old)], old), false)
  })

  it('are not, once one has: wholly, on one of them, or as far as it came', () => {
    assert.equal(reconfigured([applied('r@new'), deployed(old)], old), true)
    assert.equal(reconfigured([applied('r@new', ['i-2']), deployed(old)], old), true)
    assert.equal(reconfigured([applied('r@new', [], 'failed'), deployed(old)], old), true)
  })

  it('are not, once a run went to a group that may hold them', () => {
    assert.equal(reconfigured([applied('r@new', ['role_app']), deployed(old)], old), true)
  })

  it('are not judged by what was before they were seen', () => {
    assert.equal(reconfigured([deployed(old), applied('r@older')], old), false)
  })
})
