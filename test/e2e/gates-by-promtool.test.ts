import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  balancerErrors,
  type Figure,
  ownQuery,
  saturation,
  serviceErrors,
  serviceLatency,
} from '../../src/tools/prometheus/evidence.ts'
import { debianProgram } from './debian-program.ts'

/** A series in promtool's notation: a sample every 5 s. */
type Input = readonly [series: string, values: string]
type Expected = Readonly<Record<string, number>>

const scope = { environment: 'sandbox', seconds: 60 }
const host = (colour: string, id: string) =>
  `job="service",environment="sandbox",colour="${colour}",instance="${id}"`
const up = (colour: string, id: string): Input[] => [
  [`up{${host(colour, id)}}`, '1x60'],
  [`process_start_time_seconds{${host(colour, id)}}`, '-1000x60'],
]
const requests = (colour: string, id: string, status: string, values: string): Input => [
  `http_requests_total{${host(colour, id)},method="GET",route="/items",status="${status}"}`,
  values,
]

describe('the queries of the gates, evaluated by promtool', function () {
  this.timeout(300_000)
  let promtool = ''
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-promtool-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  before(async () => {
    promtool = await debianProgram('promtool')
  })

  /** Evaluates one figure after 300 s and compares `colour[ le]` to value. */
  function expectFigure(
    figures: readonly Figure[],
    name: string,
    inputs: readonly Input[],
    expected: Expected,
  ): void {
    const figure = figures.find((one) => one.figure === name)
    assert.ok(figure, name)
    const samples = Object.entries(expected).map(([key, value]) => {
      const [colour = '', le] = key.split(' ')
      const labels = `{colour="${colour}"${le === undefined ? '' : `,le="${le}"`}}`
      return { labels, value }
    })
    const test = {
      evaluation_interval: '5s',
      tests: [
        {
          interval: '5s',
          input_series: inputs.map(([series, values]) => ({ series, values })),
          promql_expr_test: [{ expr: figure.expr, eval_time: '300s', exp_samples: samples }],
        },
      ],
    }
    // JSON is YAML.
    writeFileSync(join(folder, 'test.yml'), JSON.stringify(test))
    const ended = spawnSync(promtool, ['test', 'rules', join(folder, 'test.yml')], {
      encoding: 'utf8',
    })
    assert.equal(ended.status, 0, `${ended.stdout}${ended.stderr}`)
  }

  it('counts requests and failures of each colour, own requests left out', () => {
    const inputs = [
      ...up('green', 'a'),
      requests('green', 'a', '200', '0+10x60'),
      requests('green', 'a', '500', '0+1x60'),
      [
        `http_requests_total{${host('green', 'a')},route="/readyz",status="503"}`,
        '0+50x60',
      ] as Input,
    ]
    expectFigure(serviceErrors(scope), 'requests', inputs, { green: 132 })
    expectFigure(serviceErrors(scope), 'errors', inputs, { green: 12 })
  })

  it('takes a colour without any failure for 0 failures, and one without requests for nothing', () => {
    const inputs = [
      ...up('blue', 'a'),
      requests('blue', 'a', '200', '0+10x60'),
      ...up('green', 'b'),
    ]
    expectFigure(serviceErrors(scope), 'errors', inputs, { blue: 0 })
    expectFigure(serviceErrors(scope), 'requests', inputs, { blue: 120 })
  })

  it('counts what a new series already held when it was first scraped', () => {
    const inputs = [
      ...up('green', 'a'),
      requests('green', 'a', '200', '0+10x60'),
      requests('green', 'a', '500', '_x54 7x5'),
    ]
    expectFigure(serviceErrors(scope), 'errors', inputs, { green: 7 })
  })

  it('does not take the past of a service for its present when Prometheus has just begun', () => {
    const inputs: Input[] = [
      [`up{${host('blue', 'a')}}`, '_x56 1x4'],
      [`process_start_time_seconds{${host('blue', 'a')}}`, '_x56 -1000x4'],
      requests('blue', 'a', '200', '_x56 1000000+5x3'),
    ]
    // 20 within 20 s, which Prometheus extrapolates by half an interval at the window's open side.
    expectFigure(serviceErrors(scope), 'requests', inputs, { blue: 22.5 })
  })

  it('counts a process that began within the window from its first request', () => {
    const inputs: Input[] = [
      [`up{${host('green', 'a')}}`, '_x56 1x4'],
      [`process_start_time_seconds{${host('green', 'a')}}`, '_x56 275x4'],
      requests('green', 'a', '200', '_x56 40+5x3'),
    ]
    expectFigure(serviceErrors(scope), 'requests', inputs, { green: 55 })
  })

  it('tells how old the samples are, and which hosts are not scraped', () => {
    const stopped: Input[] = [[`up{${host('green', 'a')}}`, '1x40 _x20']]
    expectFigure(serviceErrors(scope), 'age', stopped, { green: 100 })
    const half: Input[] = [...up('green', 'a'), [`up{${host('green', 'b')}}`, '0x60']]
    expectFigure(serviceErrors(scope), 'unscraped', half, { green: 1 })
    expectFigure(serviceErrors(scope), 'age', half, { green: 0 })
  })

  it('gives the buckets of the latency by colour', () => {
    const bucket = (le: string, values: string): Input => [
      `http_request_duration_seconds_bucket{${host('green', 'a')},route="/items",le="${le}"}`,
      values,
    ]
    const inputs = [...up('green', 'a'), bucket('0.1', '0+9x60'), bucket('+Inf', '0+10x60')]
    expectFigure(serviceLatency(scope), 'bucket', inputs, { 'green 0.1': 108, 'green +Inf': 120 })
  })

  it('gives the fullest host of each colour', () => {
    const pool = (id: string, active: number): Input[] => [
      [`db_pool_connections{${host('green', id)},state="active"}`, `${active}x60`],
      [`db_pool_connections{${host('green', id)},state="idle"}`, '3x60'],
      [`db_pool_max_connections{${host('green', id)}}`, '10x60'],
    ]
    const inputs = [...up('green', 'a'), ...up('green', 'b'), ...pool('a', 2), ...pool('b', 7)]
    expectFigure(saturation('connections', scope), 'level', inputs, { green: 0.7 })
    expectFigure(saturation('connections', scope), 'scrapes', inputs, { green: 26 })
    const node = (mode: string, values: string): Input => [
      `node_cpu_seconds_total{${host('green', 'a').replace('service', 'host')},cpu="0",mode="${mode}"}`,
      values,
    ]
    const cpu = [node('idle', '0+1x60'), node('user', '0+4x60')]
    expectFigure(saturation('cpu', scope), 'level', cpu, { green: 0.8 })
  })

  it("reads the load balancer's own counters, with its own scrape", () => {
    const lb = 'job="load-balancer",environment="sandbox",instance="lb"'
    const backend = (code: string, values: string): Input => [
      `haproxy_backend_http_responses_total{${lb},colour="green",proxy="tg_shop",code="${code}"}`,
      values,
    ]
    const inputs: Input[] = [
      [`up{${lb}}`, '1x60'],
      backend('2xx', '0+9x60'),
      backend('5xx', '0+1x60'),
    ]
    expectFigure(balancerErrors(scope), 'requests', inputs, { green: 120 })
    expectFigure(balancerErrors(scope), 'errors', inputs, { green: 12 })
    expectFigure(balancerErrors(scope), 'age', inputs, { green: 0 })
  })

  it('fills in a query of the user', () => {
    const figures = ownQuery('sum(queue{colour="$colour"})', null, 'green', scope)
    expectFigure(figures, 'level', [['queue{colour="green"}', '4x60']], { green: 4 })
  })
})
