import { type LookupAddress, lookup } from 'node:dns'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { forbiddenAddress } from '../domain/gates/forbidden-address.ts'

/** All addresses of a name. */
export type Resolve = (
  name: string,
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void

const systemResolve: Resolve = (name, done) => lookup(name, { all: true }, done)

export interface BoundedRequest {
  /** Default: as the system resolves names. */
  readonly resolve?: Resolve
  /** Sent as a form by POST; without it the request is a GET. */
  readonly form?: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** More than this is an error, and the connection is closed. */
  readonly maxBytes: number
}

export interface BoundedAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A name led to an address where no probe may go. */
export class ForbiddenAddressError extends Error {}

/**
 * One request: no proxy of the environment, no connection kept, no redirect followed, a limit on time
 * and size. A name is connected to only by the addresses that were checked, so it cannot resolve to
 * another one between check and use.
 * @throws ForbiddenAddressError, or node's own error.
 */
export function boundedHttp(url: URL, options: BoundedRequest): Promise<BoundedAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const body = options.form && new URLSearchParams({ ...options.form }).toString()
    const asked = send(url, {
      method: body === undefined ? 'GET' : 'POST',
      agent: false,
      lookup: checked(options.resolve ?? systemResolve),
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]),
      headers: {
        'user-agent': 'opsctl',
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
    })
    asked.on('error', reject)
    asked.on('response', (response) => {
      const parts: Buffer[] = []
      let bytes = 0
      response.on('data', (part: Buffer) => {
        bytes += part.length
        if (bytes > options.maxBytes) {
          asked.destroy(new Error(`the answer has more than ${options.maxBytes} bytes`))
        } else parts.push(part)
      })
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(parts).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
      })
    })
    asked.end(body)
  })
}

function checked(resolve: Resolve): LookupFunction {
  return (name, options, done) =>
    resolve(name, (error, found) => {
      if (error) return done(error, '')
      const wrong = found
        .map(({ address }) => forbiddenAddress(address))
        .find((one) => one !== null)
      if (wrong) return done(new ForbiddenAddressError(`${name} resolves to it: ${wrong}`), '')
      const [first] = found
      if (first === undefined) return done(new Error(`${name} has no address`), '')
      return options.all ? done(null, found) : done(null, first.address, first.family)
    })
}

/** An error in few words: node's code where the message is empty (several addresses tried). */
export function errorWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer in time'
  return error.message || ((error as NodeJS.ErrnoException).code ?? error.name)
}
