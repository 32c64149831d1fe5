/** One HTTP request as a user would make it. */
export interface Probe {
  /** Follows redirects. Never rejects. */
  get(url: string, timeoutMs: number, signal: AbortSignal): Promise<ProbeAnswer>
}

export type ProbeAnswer =
  /** The last answer, after redirects. */
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  /** Nobody answered in time, or not in HTTP. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** It would have led to an address where no probe may go. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The name could not be resolved from here: that says nothing about the service. */
  | { readonly kind: 'unresolved'; readonly reason: string }
