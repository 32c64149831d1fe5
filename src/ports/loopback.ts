/** Servers of our own on this machine, reached over 127.0.0.1 or a UNIX socket. No proxy is asked. */
export interface Loopback {
  /** One HTTP request. Null when nobody answered within `timeoutMs`, or the signal aborted. */
  http(url: string, options?: LoopbackRequest): Promise<LoopbackAnswer | null>
  /** Sends text to a UNIX socket and reads until its end. Null when nobody answered. */
  ask(socketPath: string, text: string): Promise<string | null>
  /** A free TCP port of 127.0.0.1: the preferred one, or another when that is taken. */
  freePort(preferred: number): Promise<number>
}

export interface LoopbackRequest {
  readonly method?: 'GET' | 'PUT'
  /** Sent as JSON. */
  readonly body?: unknown
  /** Default 5000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface LoopbackAnswer {
  readonly status: number
  readonly body: string
}
