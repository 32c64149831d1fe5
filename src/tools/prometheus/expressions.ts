/** The jobs that monitoring/prometheus scrapes; contract with its configuration. */
export type Job = 'service' | 'host' | 'load-balancer'

/** Label matchers, e.g. `{ job: 'service' }`, or with a regular expression: `{ status: { like: '5..' } }`. */
export type Matchers = Readonly<Record<string, string | { like: string } | { unlike: string }>>

/** A selector such as `up{job="service"}`; every value is quoted, whatever stands in it. */
export function select(metric: string, matchers: Matchers): string {
  const words = Object.entries(matchers).map(([label, value]) => {
    if (typeof value === 'string') return `${label}=${quoted(value)}`
    if ('like' in value) return `${label}=~${quoted(value.like)}`
    return `${label}!~${quoted(value.unlike)}`
  })
  return `${metric}{${words.join(',')}}`
}

/** PromQL's double-quoted strings take Go's escapes, and JSON's are among them. */
export function quoted(text: string): string {
  return JSON.stringify(text)
}

/**
 * How much the counters of a job have grown within the last `seconds`, series by series.
 *
 * `increase` alone loses what a counter already held when it was first scraped: a status or route
 * that fails for the first time appears with its errors in it and is never seen to grow
 * (Prometheus issue 3886). So a counter that did not exist when the window began counts whole, if
 * its host was scraped then or its process began since; otherwise nobody knows when it grew.
 */
export function growth(metric: string, matchers: Matchers, seconds: number): string {
  const job = { job: matchers['job'] ?? '' }
  const now = select(metric, matchers)
  const watched = `${select('up', job)} offset ${seconds}s == 1`
  const young = `${select('process_start_time_seconds', job)} >= time() - ${seconds}`
  const born = `(${now} unless ${now} offset ${seconds}s) and on (instance) ((${watched}) or (${young}))`
  return `((${born}) or increase(${now}[${seconds}s]))`
}

/** A whole number of seconds for a range, at least one. */
export function rangeSeconds(seconds: number): number {
  return Math.max(1, Math.floor(seconds))
}
