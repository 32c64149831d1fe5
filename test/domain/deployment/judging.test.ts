import assert from 'node:assert/strict'
import fc from 'fast-check'
import { nextDecision, type Span } from '../../../src/domain/deployment/judging.ts'
import type { Verdict } from '../../../src/domain/gates/verdict.ts'

const says = (outcome: Verdict['outcome']): Verdict => ({
  ...{ gate: 'g', outcome, reason: 'r', samples: 1 },
})
const span = (elapsed: number, needsPass = true): Span => ({
  ...{ elapsed, bake: 60, hold: 600, needsPass },
})

describe('the next decision', () => {
  const rows: readonly (readonly [Span, Verdict['outcome'], boolean, string, number])[] = [
    [span(0), 'pass', false, 'on', 60],
    [span(42), 'inconclusive', false, 'hold', 18],
    [span(42), 'pass', true, 'hold', 18],
    [span(60), 'pass', false, 'on', 0],
    [span(60), 'inconclusive', false, 'back', 600],
    [span(659), 'pass', true, 'back', 1],
    [span(700), 'inconclusive', false, 'back', 0],
    [span(60, false), 'inconclusive', false, 'on', 0],
    [span(60, false), 'pass', true, 'back', 600],
  ]
  for (const [at, outcome, held, way, inSeconds] of rows) {
    const who = held ? ', held' : ''
    it(`after ${at.elapsed} s of 60, ${outcome}${who}: ${way} in ${inSeconds} s`, () => {
      assert.deepEqual(nextDecision(at, [says('pass'), says(outcome)], held), { way, inSeconds })
    })
  }

  it('never goes on before the time, nor on anything but a pass', () => {
    const seconds = fc.double({ min: 0, max: 1000, noNaN: true })
    const outcome = fc.constantFrom('pass' as const, 'inconclusive' as const)
    fc.assert(
      fc.property(
        seconds,
        seconds,
        seconds,
        outcome,
        fc.boolean(),
        (elapsed, bake, hold, o, held) => {
          const at = { elapsed, bake, hold, needsPass: true }
          const { way, inSeconds } = nextDecision(at, [says(o)], held)
          const goesOn = way === 'on' && inSeconds === 0
          if (goesOn) assert.ok(elapsed >= bake && o === 'pass' && !held)
        },
      ),
    )
  })
})
