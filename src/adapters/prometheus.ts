import type { Metrics } from '../ports/metrics.ts'
import { boundedHttp, errorWords } from './bounded-http.ts'

const timeoutMs = 10_000
const maxBytes = 4 * 1024 * 1024

/**
 * Prometheus by its HTTP API.
 * @param address base URL, looked up at each question: a monitoring host can be replaced meanwhile;
 *   null when there is none.
 */
export function prometheusMetrics(address: () => Promise<string | null>): Metrics {
  return {
    async instant(query, signal) {
      try {
        const base = await address()
        if (base === null) return { unreachable: 'no monitoring host was found' }
        const url = new URL(`${base.replace(/\/$/, '')}/api/v1/query`)
        // No `time`: the moment is the one of Prometheus's own clock, never of ours.
        const form = { query, timeout: `${timeoutMs / 2000}s` }
        return await boundedHttp(url, { form, timeoutMs, signal, maxBytes })
      } catch (error) {
        return { unreachable: errorWords(error) }
      }
    },
  }
}
