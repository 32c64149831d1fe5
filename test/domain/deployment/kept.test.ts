import assert from 'node:assert/strict'
import { keptHosts, spared } from '../../../src/domain/deployment/kept.ts'
import type { PastRun } from '../../../src/domain/deployment/reconfigured.ts'
import type { Release } from '../../../src/domain/deployment/release.ts'
import type { Colour } from '../../../src/domain/traffic/colour.ts'

const release = (colour: Colour, image: string, ...hosts: string[]): Release => ({
  ...{ colour, image, version: '', configuration: 'c', migrations: [], hosts },
  ...{ targetGroup: 'arn', launchTemplate: { id: 'lt', version: '1' } },
  capacity: { min: 2, desired: 2 },
})
const old = release('blue', 'r@old', 'i-1', 'i-2')
const fresh = release('green', 'r@new', 'i-3', 'i-4')

let count = 0
const entry = (kind: string, more: Partial<PastRun>): PastRun => ({
  ...{ id: `x${count++}`, kind, environment: 'prod', outcome: 'done' },
  ...{ facts: {}, input: {}, steps: [] },
  ...more,
})
const moved = (kind: string, before: Release, deployment: Release, keepOld = true) =>
  entry(kind, { facts: JSON.parse(JSON.stringify({ before, deployment })), input: { keepOld } })
const applied = (only: readonly string[], more: Partial<PastRun> = {}) =>
  entry('config apply', {
    input: { image: 'r@new', only, spared: spared(keptHosts([deployed]), only) },
    steps: [{ id: 'converge', outcome: 'done' }],
    ...more,
  })
const deployed = moved('deploy', old, fresh)
const kept = { colour: 'blue', hosts: ['i-1', 'i-2'] } as const

describe('the hosts that stand for a rollback', () => {
  it('are those of before, where the last deployment kept them', () => {
    assert.deepEqual(keptHosts([deployed]), kept)
    assert.equal(keptHosts([moved('deploy', old, fresh, false)]), null)
    assert.equal(keptHosts([]), null)
  })

  it('are none after a rollback, nor after a rolling deployment, which has one colour', () => {
    assert.equal(keptHosts([moved('rollback', fresh, old), deployed]), null)
    assert.equal(keptHosts([moved('deploy', old, { ...old, image: 'r@new' })]), null)
  })

  it('stay so through runs that spared them, and not through one that named them', () => {
    for (const only of [[], ['role_app'], ['all'], ['i-3']]) {
      assert.deepEqual(keptHosts([applied(only), deployed]), kept, only.join())
    }
    for (const only of [['i-1'], ['i-1', 'i-2'], ['colour_blue'], ['i-2', 'role_app']]) {
      assert.equal(keptHosts([applied(only), deployed]), null, only.join())
    }
  })

  it('are no longer so when a run that says what it reached names one', () => {
    const hosts = (...names: string[]) => ({ facts: { hosts: names.map((host) => ({ host })) } })
    assert.equal(keptHosts([applied(['role_app'], hosts('i-2', 'i-3')), deployed]), null)
    assert.deepEqual(keptHosts([applied(['role_app'], hosts('i-3')), deployed]), kept)
  })

  it('are named as hosts are, whatever somebody wrote into the ledger', () => {
    const odd = moved('deploy', { ...old, hosts: ['i-1', 'x,!i-3', '-v'] }, fresh)
    assert.deepEqual(keptHosts([odd])?.hosts, ['i-1'])
  })
})

describe('a configuration run', () => {
  it('leaves kept hosts alone unless it names them or their colour', () => {
    assert.deepEqual(spared(kept, []), ['i-1', 'i-2'])
    assert.deepEqual(spared(kept, ['role_app']), ['i-1', 'i-2'])
    assert.deepEqual(spared(kept, ['colour_green', 'i-2']), ['i-1'])
    assert.deepEqual(spared(kept, ['colour_blue']), [])
    assert.deepEqual(spared(kept, ['i-3']), [])
    assert.deepEqual(spared(null, []), [])
  })
})
