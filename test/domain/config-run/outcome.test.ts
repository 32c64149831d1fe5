import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type HostFacts, runOutcome, toRepeat } from '../../../src/domain/config-run/outcome.ts'

const fact: fc.Arbitrary<HostFacts> = fc.record({
  ok: fc.nat(9),
  changed: fc.nat(3),
  failures: fc.nat(1),
  unreachable: fc.boolean(),
  unfinished: fc.boolean(),
  trouble: fc.constant(null),
})

describe('outcome of a configuration run', () => {
  it('is good only when every host came through', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^i-[0-9a-f]{1,4}$/), fact), (hosts) => {
        const outcome = runOutcome(hosts)
        const bad = Object.entries(hosts)
          .filter(([, one]) => one.failures > 0 || one.unreachable || one.unfinished)
          .map(([name]) => name)
        assert.deepEqual([...toRepeat(outcome)].sort(), bad.sort())
        assert.equal(outcome.good, bad.length === 0 && outcome.hosts.length > 0)
      }),
    )
  })

  it('never calls seven of eight a success', () => {
    const good: HostFacts = {
      ok: 5,
      changed: 0,
      failures: 0,
      unreachable: false,
      unfinished: false,
      trouble: null,
    }
    const seven = Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`i-${n}`, good]))
    assert.equal(runOutcome(seven).good, true)
    const eight = runOutcome({ ...seven, 'i-7': { ...good, unreachable: true } })
    assert.equal(eight.good, false)
    assert.equal(eight.hosts[0]?.word, 'unreachable')
  })

  it('does not take no host for a success', () => {
    assert.equal(runOutcome({}).good, false)
  })
})
