import assert from 'node:assert/strict'
import { type Live, liveDrift } from '../../../src/domain/deployment/live-drift.ts'
import type { Release } from '../../../src/domain/deployment/release.ts'

const release: Release = {
  colour: 'green',
  image: 'r/shop@sha256:aa',
  version: '1.2.0',
  configuration: 'c',
  migrations: [],
  hosts: ['i-1', 'i-2'],
  targetGroup: 'arn',
  launchTemplate: { id: 'lt', version: '1' },
  capacity: { min: 2, desired: 2 },
}

const live = (more: Partial<Live> = {}): Live => ({
  weights: { blue: 0, green: 100 },
  desired: { blue: 0, green: 2 },
  hosts: { blue: [], green: ['i-1', 'i-2'] },
  running: new Map([
    ['i-1', 'sha256:aa'],
    ['i-2', 'sha256:aa'],
  ]),
  ...more,
})

describe('drift of what serves', () => {
  it('is none where the last deployment left it, or where there was none', () => {
    assert.deepEqual(liveDrift(live(), release, null), [])
    assert.deepEqual(liveDrift(live({ weights: { blue: 100, green: 0 } }), null, null), [])
  })

  it('names traffic, capacity and hosts that somebody moved', () => {
    const moved = live({
      weights: { blue: 50, green: 50 },
      desired: { blue: 1, green: 3 },
      running: new Map([['i-1', 'sha256:bb']]),
    })
    const found = liveDrift(moved, release, null)
    assert.deepEqual(
      found.map(({ what }) => what.split(/[,;]/)[0]),
      [
        'traffic is blue 50 %',
        'green has 3 hosts',
        'blue has 1 hosts',
        'i-1 runs sha256:bb',
        'i-2 does not answer',
      ],
    )
    assert.ok(found.every(({ by }) => by === null))
  })

  it('does not count hosts that were kept for a rollback', () => {
    const hosts = { blue: ['i-8', 'i-9'], green: ['i-1', 'i-2'] }
    const kept = live({ desired: { blue: 2, green: 2 }, hosts })
    assert.deepEqual(liveDrift(kept, release, null, ['i-8', 'i-9']), [])
    assert.equal(liveDrift(kept, release, null, ['i-8']).length, 1)
  })

  it('tells what a deployment under way has moved from what a person has', () => {
    const canary = live({ weights: { blue: 25, green: 75 }, desired: { blue: 2, green: 2 } })
    const found = liveDrift(canary, release, '20261124t0300')
    assert.ok(found.length === 2 && found.every(({ by }) => by === '20261124t0300'))
  })
})
