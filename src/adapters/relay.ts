import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Relay, RelayRequest } from '../ports/relay.ts'

/** What the emulator takes at most, too. */
const maxBytes = 512 * 1024 * 1024

/** A relay over node's own HTTP. */
export const relay: Relay = {
  async serve(port, target, decide, signal) {
    const agent = new Agent({ keepAlive: true, maxSockets: 64 })
    const server = createServer((asked, reply) => {
      handle(asked, reply, { ...target, agent }, decide).catch(() => asked.socket.destroy())
    })
    server.keepAliveTimeout = 75_000
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
    server.close()
    server.closeAllConnections()
    agent.destroy()
  },
}

interface Target {
  readonly host: string
  readonly port: number
  readonly agent: Agent
}

async function handle(
  asked: IncomingMessage,
  reply: ServerResponse,
  target: Target,
  decide: Parameters<Relay['serve']>[2],
): Promise<void> {
  const request = {
    method: asked.method ?? 'GET',
    url: asked.url ?? '/',
    headers: asked.headers,
    body: await bodyOf(asked),
  }
  const plan = await decide(request)
  if (plan.delayMs > 0) await sleep(plan.delayMs)
  if (plan.kind === 'answer') {
    reply.writeHead(plan.answer.status, plan.answer.headers).end(plan.answer.body)
    return
  }
  const answer = await passOn(request, asked.rawHeaders, target)
  if (plan.kind === 'drop') {
    // Only once it is carried out to the end: that is what makes a lost reply dangerous.
    answer.resume()
    answer.on('end', () => asked.socket.destroy())
    answer.on('error', () => asked.socket.destroy())
    return
  }
  reply.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
  answer.pipe(reply)
  answer.on('error', () => asked.socket.destroy())
}

async function bodyOf(asked: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of asked) {
    bytes += (part as Buffer).length
    if (bytes > maxBytes) throw new Error('the body is too large')
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts)
}

function passOn(
  { method, url, body }: RelayRequest,
  rawHeaders: readonly string[],
  { host, port, agent }: Target,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = endToEnd(rawHeaders)
    if (body.length > 0) headers.push('content-length', String(body.length))
    const onward = httpRequest({ host, port, agent, method, path: url, headers }, resolve)
    onward.on('error', reject)
    onward.end(body)
  })
}

// Those belong to one connection (RFC 9110, 7.6.1); the length is written anew.
const ofOneConnection = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
])

function endToEnd(rawHeaders: readonly string[]): string[] {
  const pairs: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (!ofOneConnection.has(name.toLowerCase())) pairs.push(name, rawHeaders[index + 1] ?? '')
  }
  return pairs
}
