import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseInstant } from '../../../src/tools/prometheus/answer.ts'
import { quoted, select } from '../../../src/tools/prometheus/expressions.ts'

const vector = (...samples: readonly string[]) =>
  JSON.stringify({
    status: 'success',
    data: {
      resultType: 'vector',
      result: samples.map((sample) => ({ metric: { colour: 'green' }, value: [1.5, sample] })),
    },
  })

describe("Prometheus's answers", () => {
  it('are series with numbers, among them NaN and the infinite ones', () => {
    const read = parseInstant(200, vector('1.25', 'NaN', '+Inf', '-Inf', '', 'x', '1e3'))
    assert.ok('series' in read)
    assert.deepEqual(
      read.series.map(({ value }) => value),
      [
        1.25,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        Number.NaN,
        Number.NaN,
        1000,
      ],
    )
    assert.deepEqual(read.series[0]?.labels, { colour: 'green' })
  })

  it('may be empty', () => assert.deepEqual(parseInstant(200, vector()), { series: [] }))

  it('take a sample that is no string, or a native histogram, for no number', () => {
    const result = [
      { metric: {}, value: [1, 5] },
      { metric: {}, histogram: [1, {}] },
    ]
    const read = parseInstant(
      200,
      JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }),
    )
    assert.ok('series' in read && read.series.every(({ value }) => Number.isNaN(value)))
  })

  const refused: readonly (readonly [string, number, string, RegExp])[] = [
    [
      'an error',
      400,
      '{"status":"error","errorType":"bad_data","error":"parse\\nerror"}',
      /^bad_data: parse error$/,
    ],
    [
      'a timeout',
      503,
      '{"status":"error","errorType":"timeout","error":"query timed out"}',
      /timed out/,
    ],
    [
      'a warning',
      200,
      vector('1').replace('{', '{"warnings":["part of the data is missing"],'),
      /missing/,
    ],
    ['a page of a proxy', 502, '<html>Bad gateway</html>', /HTTP 502/],
    ['nothing', 200, '', /HTTP 200/],
    [
      'a scalar',
      200,
      '{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}',
      /scalar/,
    ],
    ['a list', 200, '[]', /without/],
    ['a vector with the wrong status', 500, vector('1'), /HTTP 500/],
  ]
  for (const [what, status, body, words] of refused) {
    it(`are refused: ${what}`, () => {
      const read = parseInstant(status, body)
      assert.match('refused' in read ? read.refused : 'read', words)
    })
  }

  it('never throw, whatever comes', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer(), (body, status) => void parseInstant(status, body)),
    )
    fc.assert(fc.property(fc.string(), (body) => void parseInstant(200, body)))
  })
})

describe('a selector', () => {
  it('cannot be left by what stands in a value', () => {
    const text = select('up', { colour: 'a"} or vector(1) #', path: { unlike: '\\d\n' } })
    assert.equal(text, String.raw`up{colour="a\"} or vector(1) #",path!~"\\d\n"}`)
    fc.assert(fc.property(fc.string(), (value) => assert.equal(JSON.parse(quoted(value)), value)))
  })
})
