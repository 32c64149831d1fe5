import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export interface Refusal {
  readonly status: number
  readonly code: string
  /** The code again where nothing is said. */
  readonly message?: string
}

/** What becomes of a call: refused, cut off without an answer, or answered so many milliseconds late. */
export type Fault = Refusal | 'reset' | { readonly late: number }

/**
 * As much of S3 and STS as a state, its lock and our documents need: objects with ETags and the two
 * conditional writes, on 127.0.0.1. `fault` may answer a call instead.
 */
export class TinyAws {
  readonly objects = new Map<string, { body: Buffer; etag: string }>()
  /** Every call, e.g. `PUT /bucket/key`. */
  readonly calls: string[] = []
  account = '111111111111'
  fault: (call: string, n: number) => Fault | null = () => null
  readonly #server = createServer((request, response) => void this.#serve(request, response))
  #version = 0

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** An answer of the query API of another service; null: STS's. */
  protected query(_asked: URLSearchParams): string | Refusal | null {
    return null
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const url = new URL(request.url ?? '/', 'http://x')
    const call = `${request.method} ${decodeURIComponent(url.pathname)}`
    this.calls.push(call)
    const wrong = this.fault(call, this.calls.length)
    if (wrong === 'reset') return void request.socket.destroy()
    if (wrong && 'late' in wrong) await pause(wrong.late)
    else if (wrong) {
      const ofS3 = request.method !== 'POST' || url.searchParams.has('delete')
      return wrong.code === 'Loud' || ofS3 ? refuse(response, wrong) : refuseQuery(response, wrong)
    }
    if (request.method === 'POST') {
      if (url.searchParams.has('delete')) return this.#deleteMany(response, body)
      const other = this.query(new URLSearchParams(body.toString()))
      if (typeof other === 'string') return answer(response, other)
      if (other !== null) return refuse(response, other)
      return answer(
        response,
        `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${this.account}:user/ann</Arn><UserId>A</UserId><Account>${this.account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      )
    }
    const key = decodeURIComponent(url.pathname)
    if (key.split('/').length < 3 || key.endsWith('/')) return this.#list(response, url, key)
    const found = this.objects.get(key)
    if (request.method === 'PUT') return this.#put(request, response, key, body)
    if (request.method === 'DELETE') {
      this.objects.delete(key)
      response.statusCode = 204
      return void response.end()
    }
    if (!found) return refuse(response, { status: 404, code: 'NoSuchKey' })
    response.setHeader('etag', found.etag)
    response.setHeader('content-length', found.body.length)
    response.setHeader('last-modified', new Date().toUTCString())
    response.end(request.method === 'HEAD' ? undefined : found.body)
  }

  #put(request: IncomingMessage, response: ServerResponse, key: string, body: Buffer): void {
    const found = this.objects.get(key)
    const { 'if-none-match': none, 'if-match': match } = request.headers
    if ((none === '*' && found) || (match && found?.etag !== match)) {
      refuse(response, { status: 412, code: 'PreconditionFailed' })
      return
    }
    this.#version += 1
    const etag = `"${this.#version}"`
    this.objects.set(key, { body: unchunked(request, body), etag })
    response.setHeader('etag', etag)
    response.end()
  }

  #deleteMany(response: ServerResponse, body: Buffer): void {
    for (const [, key] of body.toString().matchAll(/<Key>([^<]+)<\/Key>/g)) {
      for (const stored of this.objects.keys()) {
        if (stored.endsWith(`/${key}`)) this.objects.delete(stored)
      }
    }
    answer(response, '<DeleteResult/>')
  }

  #list(response: ServerResponse, url: URL, path: string): void {
    const bucket = path.split('/')[1] ?? ''
    const prefix = `/${bucket}/${url.searchParams.get('prefix') ?? ''}`
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort()
    const rows = keys.map(
      (key) => `<Contents><Key>${key.slice(bucket.length + 2)}</Key></Contents>`,
    )
    answer(
      response,
      `<ListBucketResult><Name>${bucket}</Name><IsTruncated>false</IsTruncated>${rows.join('')}</ListBucketResult>`,
    )
  }
}

/** The SDKs send a body in signed chunks (`aws-chunked`): lengths in hexadecimal before each. */
function unchunked(request: IncomingMessage, body: Buffer): Buffer {
  const encoded =
    request.headers['content-encoding']?.includes('aws-chunked') ||
    request.headers['x-amz-decoded-content-length'] !== undefined
  if (!encoded) return body
  const parts: Buffer[] = []
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf('\r\n', at)
    const size = Number.parseInt(body.toString('latin1', at, end), 16)
    if (!(size > 0)) break
    parts.push(body.subarray(end + 2, end + 2 + size))
    at = end + 2 + size + 2
  }
  return Buffer.concat(parts)
}

function answer(response: ServerResponse, xml: string): void {
  response.setHeader('content-type', 'text/xml')
  response.end(`<?xml version="1.0"?>${xml}`)
}

/** S3's error is the document itself; of the loud one there is EC2's as well, which is within two. */
function refuse(response: ServerResponse, refusal: Refusal): void {
  response.statusCode = refusal.status
  const error = errorOf(refusal)
  answer(
    response,
    refusal.code === 'Loud' ? `<Response><Errors>${error}</Errors>${error}</Response>` : error,
  )
}

/** That of the query API, which STS speaks. */
function refuseQuery(response: ServerResponse, refusal: Refusal): void {
  response.statusCode = refusal.status
  answer(response, `<ErrorResponse>${errorOf(refusal)}</ErrorResponse>`)
}

function errorOf({ code, message = code }: Refusal): string {
  const text = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<Error><Code>${code}</Code><Message>${text}</Message></Error>`
}
