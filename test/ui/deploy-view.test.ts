import assert from 'node:assert/strict'
import { requestText, statusNews, statusText } from '../../src/ui/deploy-view.ts'
import { judgingText } from '../../src/ui/judging-view.ts'
import { paintFor } from '../../src/ui/paint.ts'
import { trafficBar } from '../../src/ui/traffic-bar.ts'

const plain = paintFor(false)
const at = '2026-11-24T03:00:00.000Z'

const colour = (name: string, percent: number, ...health: string[]) => ({
  colour: name,
  percent,
  desired: health.length,
  hosts: health.map((word, n) => ({ id: `i-0123456789abcde0${n}`, health: word })),
})

const judging = {
  candidate: 'green',
  weight: 5,
  elapsed: 41.6,
  bake: 60,
  needsPass: true,
  at,
  next: { way: 'hold', inSeconds: 18.4 },
  verdicts: [
    { outcome: 'pass', gate: 'targets', reason: '2 of 2 healthy', samples: 2 },
    {
      outcome: 'inconclusive',
      gate: 'errors',
      reason: '0.42 % of 1204 requests failed, old colour 0.38 %: too close to tell from chance',
      samples: 1204,
    },
    {
      outcome: 'inconclusive',
      gate: 'latency',
      reason: 'Prometheus cannot be reached: connect ECONNREFUSED 10.20.3.4:9090',
      samples: null,
    },
  ],
}

const status = {
  environment: 'prod',
  at,
  colours: [colour('blue', 95, 'healthy', 'healthy'), colour('green', 5, 'healthy', 'initial')],
  release: { image: `r/shop@sha256:${'a'.repeat(64)}`, version: '1.2.0' },
  running: {
    operation: '20261124t030000-a1b2c3d4',
    request: { word: 'hold', by: 'ada@desk' },
    judging,
  },
}

const head = (blue: string, green: string) => [
  `blue   ${blue}   95 %  2 of 2 healthy`,
  `green  ${green}    5 %  1 of 2 healthy`,
  '',
  'release  1.2.0 (sha256:aaaaaaaaaaaa)',
  'unwell   green i-0123456789abcde01 initial',
  'running  20261124t030000-a1b2c3d4  (held by ada@desk)',
  'judging  green at 5 %, 42 of 60 s; holds in 19 s unless that changes',
  '',
  '        gate     samples  says',
  'pass    targets  2        2 of 2 healthy',
]

describe('deploy status', () => {
  it('shows traffic, verdicts and the time to the next decision on 80 columns', () => {
    assert.equal(
      statusText(status, plain, 80),
      [
        ...head(`${'█'.repeat(27)}░`, `█${'░'.repeat(27)}`),
        'unsure  errors   1,204    0.42 % of 1204 requests failed, old colour 0.38 %: too',
        '                          close to tell from chance',
        'unsure  latency           Prometheus cannot be reached: connect ECONNREFUSED',
        '                          10.20.3.4:9090',
        '',
      ].join('\n'),
    )
  })

  it('takes the room of 120 columns', () => {
    assert.equal(
      statusText(status, plain, 120),
      [
        ...head(`${'█'.repeat(38)}░░`, `██${'░'.repeat(38)}`),
        'unsure  errors   1,204    0.42 % of 1204 requests failed, old colour 0.38 %: too close to tell from chance',
        'unsure  latency           Prometheus cannot be reached: connect ECONNREFUSED 10.20.3.4:9090',
        '',
      ].join('\n'),
    )
  })

  it('fits in 80 columns where nothing is known yet', () => {
    const nothing = {
      environment: 'dev',
      at,
      colours: [colour('blue', 100), colour('green', 0)],
      release: null,
      running: null,
    }
    const text = statusText(nothing, plain)
    assert.match(text, /release {2}not known\nrunning {2}nothing\n$/)
    assert.ok(text.split('\n').every((line) => line.length <= 80))
  })

  it('names what was asked and is not followed yet', () => {
    const request = { word: 'promote', by: 'ada@desk' }
    const running = { operation: '20261124t0300', request, judging: null }
    const text = statusText({ ...status, running }, plain)
    assert.match(text, /running {2}20261124t0300 {2}\(promote asked by ada@desk\)\n$/)
  })

  it('says what comes next, and when the deployment has fallen silent', () => {
    const say = (more: object, now = at) => judgingText({ ...judging, ...more }, now)
    assert.match(say({ next: { way: 'on', inSeconds: 18.4 } }), /; goes on in 19 s$/)
    const back = say({ elapsed: 62, next: { way: 'back', inSeconds: 598 } })
    assert.equal(back, 'green at 5 %, 60 of 60 s; holding; goes back in 9 min 58 s')
    assert.match(say({}, '2026-11-24T03:00:40.000Z'), /; last word 40 s ago$/)
    const warm = say({ needsPass: false, weight: 100, next: { way: 'on', inSeconds: 5 } })
    assert.equal(warm, 'old hosts stay ready, 42 of 60 s (green has 100 %); goes on in 5 s')
  })

  it('draws a share that is small, and never hides that another one is left', () => {
    assert.equal(trafficBar(0, 10, plain), '░░░░░░░░░░')
    assert.equal(trafficBar(0.5, 10, plain), '█░░░░░░░░░')
    assert.equal(trafficBar(99.5, 10, plain), '█████████░')
    assert.equal(trafficBar(100, 10, plain), '██████████')
  })

  it('takes time that goes by for no news, and a verdict that turns for some', () => {
    const { running } = status
    const later = { ...judging, elapsed: 50, next: { way: 'hold', inSeconds: 10 } }
    const same = { ...status, running: { ...running, judging: later } }
    assert.equal(statusNews(same), statusNews(status))
    const verdicts = judging.verdicts.map((one) => ({ ...one, outcome: 'pass' }))
    const turned = { ...status, running: { ...running, judging: { ...judging, verdicts } } }
    assert.notEqual(statusNews(turned), statusNews(status))
  })

  it('tells whom a request went to', () => {
    const text = requestText({ word: 'abort', operation: '20261124t0300' })
    assert.equal(text, 'abort asked of 20261124t0300; it listens every 2 s\n')
  })
})
