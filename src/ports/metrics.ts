/** A metrics store that answers instant queries. */
export interface Metrics {
  /** The answer as it came, or why there is none. Never rejects. */
  instant(query: string, signal: AbortSignal): Promise<MetricsAnswer>
}

export type MetricsAnswer =
  | { readonly status: number; readonly body: string }
  | { readonly unreachable: string }
