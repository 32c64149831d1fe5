import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A sample that the server answers with: labels and Prometheus's text of a number. */
export type Sample = readonly [labels: Readonly<Record<string, string>>, value: string]

export type FakeAnswer =
  | { readonly samples: readonly Sample[] }
  | { readonly status: number; readonly body: string }
  /** Takes the question and never answers. */
  | 'silence'

/** A local HTTP server that plays Prometheus: it answers what it was told, and keeps the queries. */
export class FakePrometheus {
  readonly queries: string[] = []
  answer: FakeAnswer = { samples: [] }
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<FakePrometheus> {
    const server = createServer()
    const fake = new FakePrometheus(server)
    server.on('request', async (asked, reply) => {
      let body = ''
      for await (const part of asked) body += part
      if (asked.method !== 'POST' || asked.url !== '/api/v1/query') {
        reply.writeHead(404).end()
        return
      }
      fake.queries.push(new URLSearchParams(body).get('query') ?? '')
      const { answer } = fake
      if (answer === 'silence') return
      if ('status' in answer) reply.writeHead(answer.status).end(answer.body)
      else reply.end(vector(answer.samples))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return fake
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }
}

function vector(samples: readonly Sample[]): string {
  const result = samples.map(([metric, value]) => ({ metric, value: [0, value] }))
  return JSON.stringify({ status: 'success', data: { resultType: 'vector', result } })
}

/** A colour's figures that may be trusted. */
export function trusted(colour: string): Sample[] {
  return [
    [{ figure: 'age', colour }, '1'],
    [{ figure: 'unscraped', colour }, '0'],
  ]
}
