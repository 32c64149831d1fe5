import { request } from 'node:http'
import { connect, createServer } from 'node:net'
import type { Loopback, LoopbackAnswer, LoopbackRequest } from '../ports/loopback.ts'

/** Loopback over node's own client: undici and proxies of the environment are not involved. */
export const loopback: Loopback = {
  http: (url, options = {}) =>
    new Promise<LoopbackAnswer | null>((resolve) => send(url, options, resolve)),

  ask: (socketPath, text) =>
    new Promise((resolve) => {
      const parts: Buffer[] = []
      const socket = connect(socketPath, () => socket.end(text))
      socket.setTimeout(5000, () => socket.destroy(new Error('timeout')))
      socket.on('data', (part) => parts.push(part))
      socket.on('error', () => resolve(null))
      socket.on('close', () => resolve(Buffer.concat(parts).toString()))
    }),

  freePort: async (preferred) => (await tryPort(preferred)) ?? (await tryPort(0)) ?? preferred,
}

function send(
  url: string,
  options: LoopbackRequest,
  resolve: (answer: LoopbackAnswer | null) => void,
): void {
  const body = options.body === undefined ? undefined : JSON.stringify(options.body)
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 5000)
  const asked = request(url, {
    method: options.method ?? 'GET',
    agent: false,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
  })
  asked.on('error', () => resolve(null))
  asked.on('response', (response) => {
    const parts: Buffer[] = []
    response.on('data', (part: Buffer) => parts.push(part))
    response.on('error', () => resolve(null))
    response.on('end', () =>
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }),
    )
  })
  asked.end(body)
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(null))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      const found = address !== null && typeof address === 'object' ? address.port : null
      server.close(() => resolve(found))
    })
  })
}
