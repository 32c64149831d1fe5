import type { IncomingHttpHeaders } from 'node:http'

/** A request that somebody sent through the relay. */
export interface RelayRequest {
  readonly method: string
  /** As it stood in the request line: a path, or a whole URL when the relay is used as a proxy. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface RelayAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What becomes of it, after a wait. */
export type RelayPlan =
  /** It is passed on, and the answer comes back. */
  | { readonly kind: 'pass'; readonly delayMs: number }
  /** It is passed on and carried out, but the connection ends without an answer. */
  | { readonly kind: 'drop'; readonly delayMs: number }
  /** It is answered here and carried out nowhere. */
  | { readonly kind: 'answer'; readonly delayMs: number; readonly answer: RelayAnswer }

/** An HTTP server that stands before another one. */
export interface Relay {
  /**
   * Serves on a port of 127.0.0.1 for the server at `target` until the signal aborts.
   * @throws Error when the port is taken.
   */
  serve(
    port: number,
    target: { readonly host: string; readonly port: number },
    decide: (request: RelayRequest) => Promise<RelayPlan>,
    signal: AbortSignal,
  ): Promise<void>
}
