import assert from 'node:assert/strict'
import { paintFor } from '../../src/ui/paint.ts'
import { restoredText } from '../../src/ui/snapshot-restore-view.ts'

const swapped = (destroys: number, changes: readonly string[]) => ({
  volume: 'vol-0123456789abcdef0',
  live: 'vol-0fedcba9876543210',
  recoverySeconds: 41.5,
  wayBack: 'opsctl snapshot restore vol-0fedcba9876543210 --swap -e prod',
  planAfter: { empty: changes.length === 0, destroys, changes: [...changes] },
})
const shown = (facts: ReturnType<typeof swapped>) => restoredText(facts, 'prod', paintFor(false))

describe('what a restore that swapped says', () => {
  it('names what serves, the time, an empty plan and the way back', () => {
    assert.equal(
      shown(swapped(0, [])),
      [
        'vol-0123456789abcdef0 serves in the place of vol-0fedcba9876543210, which is kept.',
        'Down and back in 41.5 s. The next infra plan: changes nothing.',
        'Way back: opsctl snapshot restore vol-0fedcba9876543210 --swap -e prod',
        '',
      ].join('\n'),
    )
  })

  it('says aloud that the next plan destroys something, whoever asked for it', () => {
    const text = shown(swapped(1, ['update aws_lb.main', 'delete aws_instance.old']))
    assert.match(text, /The next infra plan: update aws_lb\.main, delete aws_instance\.old\./)
    assert.match(text, /^It destroys or replaces one resource, .*opsctl infra plan -e prod$/m)
    assert.doesNotMatch(shown(swapped(0, ['update aws_lb.main'])), /destroys/)
  })
})
