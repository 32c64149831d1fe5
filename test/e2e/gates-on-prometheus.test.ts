import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prometheusMetrics } from '../../src/adapters/prometheus.ts'
import { errorShare, latency } from '../../src/operations/gates/measurements.ts'
import { prometheusGate } from '../../src/operations/gates/prometheus-gate.ts'
import { realPorts } from '../sandbox/real-ports.ts'
import { until } from './aws-query.ts'
import { debianProgram } from './debian-program.ts'

const seconds = 6

/** A service that counts requests at a rate of its own, as the real one shows them. */
class CountingService {
  /** Requests and failures per second, and the share that takes longer than 0.5 s. */
  rate = { good: 100, bad: 0, slow: 0 }
  readonly #began = Date.now() / 1000
  readonly #counts = { good: 0, bad: 0, slow: 0 }
  #last = Date.now()
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
    server.on('request', (_, reply) => reply.end(this.#metrics()))
  }

  static async start(): Promise<CountingService> {
    const service = new CountingService(createServer())
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve))
    return service
  }

  get target(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  #metrics(): string {
    const passed = (Date.now() - this.#last) / 1000
    this.#last = Date.now()
    const { good, bad, slow } = this.rate
    this.#counts.good += Math.round(good * passed)
    this.#counts.bad += Math.round(bad * passed)
    this.#counts.slow += Math.round((good + bad) * slow * passed)
    const all = this.#counts.good + this.#counts.bad
    const bucket = (le: string, count: number) =>
      `http_request_duration_seconds_bucket{route="/items",le="${le}"} ${count}`
    return [
      `process_start_time_seconds ${this.#began}`,
      `http_requests_total{route="/items",status="200"} ${this.#counts.good}`,
      // A status that never occurred has no series: this is how a first failure looks.
      ...(this.#counts.bad > 0
        ? [`http_requests_total{route="/items",status="500"} ${this.#counts.bad}`]
        : []),
      bucket('0.1', all - this.#counts.slow),
      bucket('0.5', all - this.#counts.slow),
      bucket('1', all),
      bucket('+Inf', all),
      '',
    ].join('\n')
  }
}

describe('gates on a real Prometheus', function () {
  this.timeout(300_000)
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-prometheus-'))
  let blue: CountingService
  let green: CountingService
  let prometheus: ChildProcess
  let url = ''

  before(async () => {
    const program = await debianProgram('prometheus')
    blue = await CountingService.start()
    green = await CountingService.start()
    const target = (colour: string, service: CountingService) => ({
      targets: [service.target],
      labels: { colour, environment: 'test', role: 'app' },
    })
    const config = {
      global: { scrape_interval: '1s', scrape_timeout: '1s' },
      scrape_configs: [
        { job_name: 'service', static_configs: [target('blue', blue), target('green', green)] },
      ],
    }
    // JSON is YAML.
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config))
    const port = await realPorts.loopback.freePort(0)
    url = `http://127.0.0.1:${port}`
    const args = [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]
    prometheus = spawn(program, args, { stdio: 'ignore' })
    await until('two targets', 30, async () => (await judgeErrors()).outcome !== 'inconclusive')
  })
  after(async () => {
    prometheus?.kill('SIGKILL')
    await blue?.stop()
    await green?.stop().catch(() => undefined)
    rmSync(folder, { recursive: true, force: true })
  })

  const window = { seconds, candidate: 'green', baseline: 'blue', weight: 25 } as const
  const signal = new AbortController().signal
  const metrics = prometheusMetrics(async () => url)
  const limits = { atMost: 0.01, worseBy: 0.005, needed: 100 }
  const judgeErrors = () =>
    prometheusGate('errors', metrics, errorShare('test', 'service', limits)).judge(window, signal)
  const quick = { quantile: 0.95, atMost: 0.5, timesOld: 1.5, needed: 60 }
  const judgeLatency = () =>
    prometheusGate('latency', metrics, latency('test', quick)).judge(window, signal)
  const becomes = (outcome: string, judge: typeof judgeErrors) =>
    until(outcome, 20, async () => (await judge()).outcome === outcome)

  // Each has a minimum of its own to count, so one of them passes before the other.
  it('pass a good version', async () => {
    await becomes('pass', judgeErrors)
    await becomes('pass', judgeLatency)
  })

  it('fail one that answers 500', async () => {
    green.rate = { good: 80, bad: 20, slow: 0 }
    await becomes('fail', judgeErrors)
  })

  it('pass again once it is well for a window', async () => {
    green.rate = { good: 100, bad: 0, slow: 0 }
    await becomes('pass', judgeErrors)
  })

  it('fail one that is slow', async () => {
    green.rate = { good: 100, bad: 0, slow: 0.2 }
    await becomes('fail', judgeLatency)
    green.rate = { good: 100, bad: 0, slow: 0 }
    await becomes('pass', judgeLatency)
  })

  it('cannot tell without requests', async () => {
    green.rate = { good: 0, bad: 0, slow: 0 }
    await becomes('inconclusive', judgeErrors)
    green.rate = { good: 100, bad: 0, slow: 0 }
    await becomes('pass', judgeErrors)
  })

  it('cannot tell of a host that is gone, nor without Prometheus', async () => {
    await green.stop()
    await becomes('inconclusive', judgeErrors)
    assert.match((await judgeErrors()).reason, /1 host\(s\) of green cannot be scraped/)
    prometheus.kill('SIGKILL')
    await until('no Prometheus', 10, async () =>
      /cannot be reached/.test((await judgeErrors()).reason),
    )
  })
})
