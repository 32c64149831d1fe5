import { growth, type Job, type Matchers, quoted, rangeSeconds, select } from './expressions.ts'

/** One figure that a gate needs: its name, and the PromQL that gives it for each colour. */
export interface Figure {
  readonly figure: string
  readonly expr: string
}

/** What a query is about: which environment, and how many seconds back. */
export interface Scope {
  readonly environment: string
  readonly seconds: number
}

// Asked by the load balancer, by Prometheus and by opsctl: they would thin out the users' errors.
const ownRequests = { route: { unlike: '/healthz|/readyz|/metrics|/version' } } as const

/** Requests and failed requests (5xx) of each colour, as the service counts them. */
export function serviceErrors(scope: Scope): readonly Figure[] {
  const matchers = { ...matching('service', scope), ...ownRequests }
  return counted('http_requests_total', matchers, { status: { like: '5..' } }, scope)
}

/**
 * The same as the load balancer counts them: also what no service answered (a host that is gone, a
 * connection refused). HAProxy's own exporter, so only where HAProxy balances: on the sandbox.
 */
export function balancerErrors(scope: Scope): readonly Figure[] {
  const matchers = { ...matching('load-balancer', scope), colour: { like: '.+' } }
  return counted('haproxy_backend_http_responses_total', matchers, { code: '5xx' }, scope)
}

/** The cumulative histogram of the service's answers, by colour and `le`. */
export function serviceLatency(scope: Scope): readonly Figure[] {
  const seconds = rangeSeconds(scope.seconds)
  const matchers = { ...matching('service', scope), ...ownRequests }
  const grown = growth('http_request_duration_seconds_bucket', matchers, seconds)
  return [
    { figure: 'bucket', expr: `sum by (colour, le) (${grown})` },
    ...trust(matching('service', scope)),
  ]
}

export type Resource = 'cpu' | 'memory' | 'connections'

/** How full a resource was on the fullest host of each colour, 0 to 1, as a mean over the window. */
export function saturation(resource: Resource, scope: Scope): readonly Figure[] {
  const job = resource === 'connections' ? 'service' : 'host'
  const matchers = matching(job, scope)
  const range = `[${rangeSeconds(scope.seconds)}s]`
  const mean = (metric: string, more: Matchers = {}) =>
    `avg_over_time(${select(metric, { ...matchers, ...more })}${range})`
  const idle = `rate(${select('node_cpu_seconds_total', { ...matchers, mode: 'idle' })}${range})`
  const perHost = {
    cpu: `1 - avg by (colour, instance) (${idle})`,
    memory: `1 - ${mean('node_memory_MemAvailable_bytes')} / ${mean('node_memory_MemTotal_bytes')}`,
    connections: `${mean('db_pool_connections', { state: 'active' })} / ignoring (state) ${mean('db_pool_max_connections')}`,
  }[resource]
  return [
    { figure: 'level', expr: `max by (colour) (${perHost})` },
    {
      figure: 'scrapes',
      expr: `sum by (colour) (sum_over_time(${select('up', matchers)}${range}))`,
    },
    ...trust(matchers),
  ]
}

/**
 * A query of the user's own, for one colour. `$colour`, `$environment` and `$window` (e.g. `60s`)
 * are filled in, quoted where they stand between quotes.
 */
export function ownQuery(
  query: string,
  samples: string | null,
  colour: string,
  scope: Scope,
): readonly Figure[] {
  const range = `${rangeSeconds(scope.seconds)}s`
  const filled = (text: string) =>
    text
      .replaceAll('$colour', colour)
      .replaceAll('$environment', scope.environment)
      .replaceAll('$window', range)
  const own = (expr: string) =>
    `label_replace(${filled(expr)}, "colour", ${quoted(colour)}, "", "")`
  return [
    { figure: 'level', expr: own(query) },
    ...(samples === null ? [] : [{ figure: 'scrapes', expr: own(samples) }]),
  ]
}

/** Whether the service's hosts of each colour are scraped at all, and since when. */
export function scraped(scope: Scope): readonly Figure[] {
  return trust(matching('service', scope))
}

/**
 * All figures as one query, told apart by the label `figure`: one answer of one moment, whatever
 * the clocks say.
 */
export function oneQuery(figures: readonly Figure[]): string {
  return figures
    .map(({ figure, expr }) => `label_replace(${expr}, "figure", ${quoted(figure)}, "", "")`)
    .join('\nor\n')
}

function matching(job: Job, { environment }: Scope): Matchers {
  return { job, environment }
}

function counted(metric: string, matchers: Matchers, bad: Matchers, scope: Scope): Figure[] {
  const seconds = rangeSeconds(scope.seconds)
  const all = `sum by (colour) (${growth(metric, matchers, seconds)})`
  const failed = `sum by (colour) (${growth(metric, { ...matchers, ...bad }, seconds)})`
  const { colour: _, ...everywhere } = matchers
  const { route: __, ...job } = everywhere
  return [
    { figure: 'requests', expr: all },
    // A status that never occurred has no series: none of the requests there were is 0 errors.
    { figure: 'errors', expr: `(${failed} or 0 * ${all})` },
    ...(job['job'] === 'load-balancer' ? balancerTrust(job, all) : trust(job)),
  ]
}

function trust(matchers: Matchers): Figure[] {
  const up = select('up', matchers)
  return [
    { figure: 'age', expr: `time() - min by (colour) (timestamp(${up}))` },
    { figure: 'unscraped', expr: `sum by (colour) (1 - ${up})` },
  ]
}

/** A load balancer has no colour of its own: what holds of it holds of each colour it counts. */
function balancerTrust(matchers: Matchers, perColour: string): Figure[] {
  const up = select('up', matchers)
  const each = (expr: string) => `(0 * ${perColour} + on () group_left () ${expr})`
  return [
    { figure: 'age', expr: each(`(time() - min(timestamp(${up})))`) },
    { figure: 'unscraped', expr: each(`sum(1 - ${up})`) },
  ]
}
