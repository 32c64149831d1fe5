import type { Series } from '../../domain/gates/reading.ts'

/** What Prometheus answered to an instant query; `refused` is why its answer cannot be used. */
export type InstantAnswer = { readonly series: readonly Series[] } | { readonly refused: string }

/**
 * Reads an answer of `/api/v1/query` (Prometheus documentation, "HTTP API"). Samples are strings
 * there, among them NaN, +Inf and -Inf, which come back as such numbers. An answer with warnings is
 * refused: it may lack data, and nobody could tell.
 */
export function parseInstant(status: number, body: string): InstantAnswer {
  const answer = parsed(body)
  if (answer === null) return { refused: `HTTP ${status} without a Prometheus answer` }
  if (answer['status'] === 'error') {
    return { refused: `${answer['errorType'] ?? 'error'}: ${words(answer['error'])}` }
  }
  const warnings = answer['warnings']
  if (Array.isArray(warnings) && warnings.length > 0) {
    return { refused: `it warned: ${warnings.map(words).join('; ')}` }
  }
  const data = record(answer['data'])
  const result = data?.['result']
  if (status !== 200 || answer['status'] !== 'success' || data?.['resultType'] !== 'vector') {
    const type = words(data?.['resultType'] ?? 'nothing')
    return { refused: `HTTP ${status} with ${type} where a vector was expected` }
  }
  if (!Array.isArray(result)) return { refused: 'a vector without a result' }
  return { series: result.map(seriesOf) }
}

function seriesOf(entry: unknown): Series {
  const metric = record(record(entry)?.['metric']) ?? {}
  const labels = Object.fromEntries(
    Object.entries(metric).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )
  const value = record(entry)?.['value']
  const sample = Array.isArray(value) ? value[1] : undefined
  return { labels, value: typeof sample === 'string' ? numberOf(sample) : Number.NaN }
}

function numberOf(sample: string): number {
  if (sample === '+Inf') return Number.POSITIVE_INFINITY
  if (sample === '-Inf') return Number.NEGATIVE_INFINITY
  return sample.trim() === '' ? Number.NaN : Number(sample)
}

function parsed(body: string): Record<string, unknown> | null {
  try {
    return record(JSON.parse(body))
  } catch {
    return null
  }
}

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

/** Foreign words, on one line and of bearable length. */
function words(value: unknown): string {
  return String(value).replaceAll(/\s+/g, ' ').slice(0, 300)
}
