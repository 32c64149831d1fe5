import assert from 'node:assert/strict'
import { requestText, statusText } from '../../src/ui/deploy-view.ts'
import { paintFor } from '../../src/ui/paint.ts'

describe('deploy status', () => {
  const colour = (name: string, percent: number, ...health: string[]) => ({
    colour: name,
    percent,
    desired: health.length,
    hosts: health.map((word, n) => ({ id: `i-${n}`, health: word })),
  })

  it('says who gets requests, who is sick, and what is under way', () => {
    const status = {
      environment: 'prod',
      colours: [
        colour('blue', 75, 'healthy', 'healthy'),
        colour('green', 25, 'healthy', 'initial'),
      ],
      release: { image: `r/shop@sha256:${'a'.repeat(64)}`, version: '1.2.0' },
      running: { operation: '20261124t0300', request: { word: 'hold', by: 'ada@desk' } },
    }
    assert.equal(
      statusText(status, paintFor(false)),
      [
        'blue   75 %  2 of 2 healthy',
        'green  25 %  1 of 2 healthy  i-1 initial',
        '',
        'release  1.2.0 (sha256:aaaaaaaaaaaa)',
        'running  20261124t0300  (hold asked by ada@desk)',
        '',
      ].join('\n'),
    )
  })

  it('fits in 80 columns where nothing is known yet', () => {
    const status = {
      environment: 'dev',
      colours: [colour('blue', 100)],
      release: null,
      running: null,
    }
    const text = statusText(status, paintFor(false))
    assert.match(text, /release {2}not known\nrunning {2}nothing\n$/)
    assert.ok(text.split('\n').every((line) => line.length <= 80))
  })

  it('tells whom a request went to', () => {
    const text = requestText({ word: 'abort', operation: '20261124t0300' })
    assert.equal(text, 'abort asked of 20261124t0300; it listens every 2 s\n')
  })
})
