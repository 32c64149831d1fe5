import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a server says; `drop`: it did what was asked, and the connection breaks before the answer. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object | Uint8Array
}

/** Where something goes wrong: before the server acts, or after it did. */
export type Moment = 'before' | 'after'

/** Something that goes wrong once. */
export interface Fault {
  /** Method and path, e.g. /^POST .*\/releases$/. */
  readonly on: RegExp
  readonly at: Moment
  /** An answer instead of the real one, a broken connection, or something that happens meanwhile. */
  readonly how: Reply | 'drop' | (() => void | Promise<void>)
}

/** A server on 127.0.0.1 whose faults are said in advance; one that never came is an error. */
export class FaultyServer {
  url = ''
  /** Method and path of every request. */
  readonly seen: string[] = []
  readonly #faults: Fault[] = []
  readonly #server = createServer((request, response) => void this.#serve(request, response))
  readonly #handle: (request: Asked) => Reply

  constructor(handle: (request: Asked) => Reply) {
    this.#handle = handle
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  fail(fault: Fault): void {
    this.#faults.push(fault)
  }

  /** Faults that have not come yet. */
  get waiting(): readonly Fault[] {
    return this.#faults
  }

  forget(): void {
    this.#faults.length = 0
    this.seen.length = 0
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url)
    const line = `${request.method} ${url.pathname}`
    this.seen.push(line)
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const asked = { line, url, headers: request.headers, body: Buffer.concat(parts) }
    try {
      const early = await this.#fault(line, 'before')
      const reply = early ?? this.#handle(asked)
      const late = early === null ? await this.#fault(line, 'after') : null
      send(response, late ?? reply)
    } catch (error) {
      if (error !== dropped) response.writeHead(500).end(String(error))
      else request.socket.destroy()
    }
  }

  async #fault(line: string, at: Moment): Promise<Reply | null> {
    const index = this.#faults.findIndex((one) => one.at === at && one.on.test(line))
    if (index === -1) return null
    const [{ how }] = this.#faults.splice(index, 1) as [Fault]
    if (how === 'drop') throw dropped
    if (typeof how !== 'function') return how
    await how()
    return null
  }
}

const dropped = new Error('dropped')

export interface Asked {
  readonly line: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

function send(response: ServerResponse, { status, headers = {}, body }: Reply): void {
  const bytes = body instanceof Uint8Array
  const type = bytes ? {} : { 'content-type': 'application/json' }
  response.writeHead(status, { ...type, ...headers })
  response.end(body === undefined ? '' : bytes ? body : JSON.stringify(body))
}
