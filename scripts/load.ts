import { Agent, request } from 'node:http'

/**
 * A bounded stream of requests over kept-alive connections: `node scripts/load.ts URL [RATE] [SECONDS]`.
 * Open loop: each request is due at its time, whether the one before was answered or not, so that a
 * stall is counted and not hidden. Ends after SECONDS or on SIGINT and prints one JSON document.
 */
export interface LoadReport {
  readonly sent: number
  /** No answer, or one that is not 2xx. */
  readonly failed: number
  /** Status code, or the error's code, to its count. */
  readonly answers: Readonly<Record<string, number>>
  /** The first few failures with their time. */
  readonly failures: readonly { readonly at: string; readonly what: string }[]
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly longest: number
  /** The `version` of the answers that tell one, to its count. */
  readonly versions: Readonly<Record<string, number>>
}

export interface Load {
  /** Ends the stream, waits for what is under way, and tells. */
  stop(): Promise<LoadReport>
}

/** At most so many requests wait for their answers; more would test the client. */
const inFlightLimit = 400

/** Starts `rate` requests a second (at most 500) at `url`. */
export function startLoad(url: string, rate: number): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlightLimit })
  const pace = 1000 / Math.min(rate, 500)
  const answers: Record<string, number> = {}
  const versions: Record<string, number> = {}
  const failures: { at: string; what: string }[] = []
  const took: number[] = []
  let sent = 0
  let open = 0
  const begin = performance.now()

  const note = (what: string, good: boolean, since: number) => {
    open -= 1
    took.push(performance.now() - since)
    answers[what] = (answers[what] ?? 0) + 1
    if (!good && failures.length < 20) failures.push({ at: new Date().toISOString(), what })
  }
  const one = () => {
    const since = performance.now()
    sent += 1
    open += 1
    const asked = request(url, { agent, timeout: 10_000 })
    let noted = false
    const end = (what: string, good: boolean) => {
      if (noted) return
      noted = true
      note(what, good, since)
    }
    asked.on('timeout', () => asked.destroy(new Error('timeout')))
    asked.on('error', (error: Error & { code?: string }) => end(error.code ?? error.message, false))
    asked.on('response', (response) => {
      let body = ''
      response.on('data', (part) => {
        body += String(part)
      })
      response.on('error', (error) => end(error.message, false))
      response.on('end', () => {
        const status = response.statusCode ?? 0
        const version = /"version":"([^"]*)"/.exec(body)?.[1]
        if (version !== undefined) versions[version] = (versions[version] ?? 0) + 1
        end(String(status), status >= 200 && status < 300)
      })
    })
    asked.end()
  }
  const timer = setInterval(() => {
    while (sent * pace <= performance.now() - begin && open < inFlightLimit) one()
  }, 2)

  return {
    async stop() {
      clearInterval(timer)
      for (let waited = 0; open > 0 && waited < 12_000; waited += 50) {
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      agent.destroy()
      const good = Object.entries(answers).filter(([what]) => /^2\d\d$/.test(what))
      const answered = good.reduce((sum, [, count]) => sum + count, 0)
      const sorted = took.toSorted((a, b) => a - b)
      const at = (share: number) =>
        Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 10) / 10
      const times = { p50: at(0.5), p99: at(0.99), longest: at(1) }
      return { sent, failed: sent - answered, answers, failures, ...times, versions }
    },
  }
}

if (import.meta.filename === process.argv[1]) {
  const [, , url = 'http://127.0.0.1:8080/version', rate = '200', seconds = '60'] = process.argv
  const load = startLoad(url, Number(rate))
  const end = async () => {
    process.stdout.write(`${JSON.stringify(await load.stop(), null, 2)}\n`)
    process.exit(0)
  }
  process.once('SIGINT', end)
  setTimeout(end, Number(seconds) * 1000)
}
