import assert from 'node:assert/strict'
import { prometheusMetrics } from '../../../src/adapters/prometheus.ts'
import {
  errorShare,
  fullness,
  latency,
  queryResult,
} from '../../../src/operations/gates/measurements.ts'
import { type Measurement, prometheusGate } from '../../../src/operations/gates/prometheus-gate.ts'
import { type FakeAnswer, FakePrometheus, type Sample, trusted } from './fake-prometheus.ts'

const signal = new AbortController().signal
const limits = { atMost: 0.01, worseBy: 0.005, needed: 300 }
const errors = errorShare('sandbox', 'service', limits)
const counts = (colour: string, requests: string, bad: string): Sample[] => [
  [{ figure: 'requests', colour }, requests],
  [{ figure: 'errors', colour }, bad],
]
const good = [...trusted('green'), ...counts('green', '600', '0'), ...counts('blue', '9000', '9')]
const without = (figure: string, colour = 'green') =>
  good.filter(([labels]) => labels['figure'] !== figure || labels['colour'] !== colour)
const instead = (figure: string, value: string): Sample[] => [
  ...without(figure),
  [{ figure, colour: 'green' }, value],
]

describe('a gate on Prometheus, over HTTP', () => {
  let prometheus: FakePrometheus
  before(async () => {
    prometheus = await FakePrometheus.start()
  })
  after(() => prometheus.stop())

  const judge = (answer: FakeAnswer, weight = 25, measurement: Measurement = errors) => {
    prometheus.answer = answer
    const metrics = prometheusMetrics(async () => prometheus.url)
    const window = { seconds: 60, candidate: 'green', baseline: 'blue', weight } as const
    return prometheusGate('errors', metrics, measurement).judge(window, signal)
  }

  it('passes a good version, with its name, in one question', async () => {
    prometheus.queries.length = 0
    const verdict = await judge({ samples: good })
    const reason = '0 % of 600 requests failed, old colour 0.1 %'
    assert.deepEqual(verdict, { outcome: 'pass', gate: 'errors', reason, samples: 600 })
    assert.equal(prometheus.queries.length, 1)
    assert.match(prometheus.queries[0] ?? '', /environment="sandbox".*\[60s\]/s)
  })

  it('fails a bad one', async () => {
    const samples = [
      ...trusted('green'),
      ...counts('green', '60', '60'),
      ...counts('blue', '900', '0'),
    ]
    assert.equal((await judge({ samples })).outcome, 'fail')
  })

  // Every one of these must hold the deployment. A gate that passes one of them promotes on nothing.
  const nothing: readonly (readonly [string, FakeAnswer, RegExp])[] = [
    ['an empty answer', { samples: [] }, /not scraped/],
    ['NaN', { samples: instead('errors', 'NaN') }, /NaN/],
    ['+Inf', { samples: instead('requests', '+Inf') }, /Infinity/],
    ['a negative count', { samples: instead('errors', '-1') }, /-1/],
    ['no requests series', { samples: without('requests') }, /no series/],
    ['no errors series', { samples: without('errors') }, /no series/],
    ['several series', { samples: [...good, ...counts('green', '1', '0')] }, /2 series/],
    ['too few samples', { samples: instead('requests', '20') }, /300 are needed/],
    ['no old colour', { samples: without('requests', 'blue') }, /of blue/],
    ['stale samples', { samples: instead('age', '61') }, /61 s old/],
    ['a clock that ran back', { samples: instead('age', '-1200') }, /not scraped/],
    ['a host that is not scraped', { samples: instead('unscraped', '1') }, /cannot be scraped/],
    ['no word on scraping', { samples: without('unscraped') }, /no series/],
    ['another colour only', { samples: trusted('blue') }, /green is not scraped/],
    [
      'an error of Prometheus',
      { status: 422, body: '{"status":"error","errorType":"execution"}' },
      /execution/,
    ],
    ['a page of something else', { status: 200, body: '<html>' }, /without a Prometheus answer/],
    ['an answer without end', { status: 200, body: 'x'.repeat(5 << 20) }, /more than \d+ bytes/],
  ]
  for (const [what, answer, words] of nothing) {
    it(`is inconclusive with ${what}`, async () => {
      const verdict = await judge(answer)
      assert.equal(verdict.outcome, 'inconclusive', verdict.reason)
      assert.match(verdict.reason, words)
    })
  }

  it('is inconclusive when nobody listens, or no host is known, or it cannot be looked up', async () => {
    const gone = await FakePrometheus.start()
    const { url } = gone
    await gone.stop()
    const window = { seconds: 60, candidate: 'green', baseline: 'blue', weight: 5 } as const
    for (const address of [
      async () => url,
      async () => null,
      async () => Promise.reject(new Error('ExpiredToken')),
    ]) {
      const gate = prometheusGate('errors', prometheusMetrics(address), errors)
      const { outcome, reason } = await gate.judge(window, signal)
      assert.deepEqual(
        [outcome, reason.startsWith('Prometheus cannot be reached: ')],
        ['inconclusive', true],
      )
    }
  })

  it('ends at once when it is interrupted, though Prometheus is silent', async () => {
    prometheus.answer = 'silence'
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 50)
    const gate = prometheusGate(
      'errors',
      prometheusMetrics(async () => prometheus.url),
      errors,
    )
    const window = { seconds: 60, candidate: 'green', baseline: 'blue', weight: 5 } as const
    const begin = Date.now()
    assert.equal((await gate.judge(window, stop.signal)).outcome, 'inconclusive')
    assert.ok(Date.now() - begin < 2000)
  })

  it('holds only the absolute limit once the old colour gets nothing', async () => {
    const samples = without('requests', 'blue')
    assert.equal((await judge({ samples }, 100)).outcome, 'pass')
  })

  it('judges latency by its buckets', async () => {
    const measurement = latency('sandbox', {
      quantile: 0.95,
      atMost: 0.5,
      timesOld: 1.5,
      needed: 60,
    })
    const bucket = (le: string, value: string): Sample => [
      { figure: 'bucket', colour: 'green', le },
      value,
    ]
    const slow = [
      ...trusted('green'),
      bucket('0.5', '10'),
      bucket('1', '500'),
      bucket('+Inf', '500'),
    ]
    assert.equal((await judge({ samples: slow }, 100, measurement)).outcome, 'fail')
    const quick = [
      ...trusted('green'),
      bucket('0.5', '500'),
      bucket('1', '500'),
      bucket('+Inf', '500'),
    ]
    assert.equal((await judge({ samples: quick }, 100, measurement)).outcome, 'pass')
    assert.equal((await judge({ samples: quick }, 25, measurement)).outcome, 'inconclusive')
    const cut = quick.slice(0, -1)
    assert.equal((await judge({ samples: cut }, 100, measurement)).outcome, 'inconclusive')
  })

  it("judges saturation and a query of the user's own", async () => {
    const level = (value: string, colour = 'green'): Sample[] => [
      [{ figure: 'level', colour }, value],
      [{ figure: 'scrapes', colour }, '12'],
    ]
    const limits = { atMost: 0.9, timesOld: null, needed: 3 }
    const full = fullness('sandbox', 'cpu', limits)
    assert.equal(
      (await judge({ samples: [...trusted('green'), ...level('0.95')] }, 25, full)).outcome,
      'fail',
    )
    assert.equal(
      (await judge({ samples: [...trusted('green'), ...level('0.2')] }, 25, full)).outcome,
      'pass',
    )
    const own = queryResult(
      'sandbox',
      { query: 'queue', samples: null },
      { ...limits, timesOld: 2, needed: 1 },
    )
    const both = [...trusted('green'), ...level('0.8'), ...level('0.1', 'blue')]
    assert.equal((await judge({ samples: both }, 25, own)).outcome, 'fail')
    assert.equal((await judge({ samples: both.slice(0, 4) }, 25, own)).outcome, 'inconclusive')
  })
})
