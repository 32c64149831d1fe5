/** What the load balancer has to do: a reading of the world without any AWS name. */
export interface Balance {
  readonly listeners: readonly BalanceListener[]
  readonly groups: readonly BalanceGroup[]
}

export interface BalanceListener {
  /** Letters, digits, `-`: names the listener's map of weights. */
  readonly key: string
  readonly port: number
  /** Requests for this host name are its own when several load balancers listen on the port. */
  readonly hostName: string
  readonly shares: readonly Share[]
}

export interface Share {
  readonly group: string
  readonly weight: number
}

export interface BalanceGroup {
  readonly name: string
  readonly health: HealthCheck
  readonly servers: readonly BalanceServer[]
}

export interface HealthCheck {
  /** Null: a plain TCP connection. */
  readonly path: string | null
  /** Null: the port that gets the traffic. */
  readonly port: number | null
  readonly intervalSeconds: number
  readonly timeoutSeconds: number
  readonly healthyThreshold: number
  readonly unhealthyThreshold: number
  /** Status codes and ranges, e.g. `200,204` or `200-299`. */
  readonly matcher: string
}

export interface BalanceServer {
  readonly name: string
  readonly address: string
  readonly port: number
  /** Where it is checked instead of where its group says. */
  readonly checkPort?: number
}

/** Where HAProxy runs: its view of the folder with maps and socket, its user, its listen address. */
export interface HaproxySite {
  readonly folder: string
  readonly user: string | null
  readonly bind: string
  /** Port on which it shows its counters to Prometheus. */
  readonly metricsPort: number
}

/** Weights are shares of this many. */
export const scale = 1_000_000

/**
 * The whole configuration. Pure: equal balances give equal text, and weights are not in it, for
 * they change at run time. A group without a healthy server sends to all of its servers, as an ALB
 * does ("fail open"); one without any server answers 503, and so does a listener whose weights
 * are all 0 (Elastic Load Balancing user guide, "Health checks" and "Troubleshoot").
 */
export function renderHaproxy(balance: Balance, site: HaproxySite): string {
  const ports = [...new Set(balance.listeners.map((one) => one.port))].sort((a, b) => a - b)
  const parts = [
    head(site),
    metrics(site),
    ...ports.map((port) => frontend(port, balance, site)),
    ...balance.groups.flatMap((group) => [closed(group), open(group)]),
    'backend nowhere\n  http-request return status 503',
  ]
  return `${parts.join('\n\n')}\n`
}

function head({ folder, user }: HaproxySite): string {
  return [
    '# Written by the sandbox; changes are overwritten.',
    'global',
    '  log stdout format raw local0 notice',
    ...(user ? [`  user ${user}`, `  group ${user}`] : []),
    '  maxconn 1500',
    `  stats socket ${folder}/haproxy.sock mode 600 level admin expose-fd listeners`,
    '  stats timeout 30s',
    `  server-state-file ${folder}/server-state`,
    '  hard-stop-after 5m',
    'defaults',
    '  mode http',
    '  log global',
    // An ALB does not repeat a request whose target refused the connection: it answers 502.
    '  retries 0',
    '  timeout connect 5s',
    '  timeout client 60s',
    '  timeout server 60s',
    '  timeout http-keep-alive 60s',
    // On a reload idle connections end after their next answer, so that no request meets a close.
    '  option idle-close-on-response',
    '  option forwardfor',
    '  load-server-state-from-file global',
  ].join('\n')
}

/** HAProxy's own exporter (HAProxy's addons/promex/README). */
function metrics({ bind, metricsPort }: HaproxySite): string {
  return [
    'frontend metrics',
    `  bind ${bind}:${metricsPort}`,
    '  no log',
    '  http-request use-service prometheus-exporter if { path /metrics }',
    '  http-request return status 404',
  ].join('\n')
}

function frontend(port: number, balance: Balance, site: HaproxySite): string {
  const here = balance.listeners.filter((one) => one.port === port)
  const choose = here.map((one, index) => {
    const pick = `  http-request set-var(txn.group) rand(${scale}),map_int(${mapPath(one.key, site)})`
    // The first listener serves every other name, an address included.
    return index === 0 ? pick : `${pick} if { req.hdr(host),field(1,:) -i ${one.hostName} }`
  })
  return [
    `frontend port_${port}`,
    `  bind ${site.bind}:${port}`,
    // As an ALB tells its targets.
    '  http-request set-header X-Forwarded-Proto http',
    '  http-request set-header X-Forwarded-Port %[dst_port]',
    ...choose,
    '  http-request set-var(txn.healthy) var(txn.group),nbsrv',
    '  use_backend nowhere unless { var(txn.group) -m found }',
    '  use_backend %[var(txn.group)]_open if { var(txn.healthy) -m int eq 0 }',
    '  use_backend %[var(txn.group)]',
    '  default_backend nowhere',
  ].join('\n')
}

function closed({ name, health, servers }: BalanceGroup): string {
  const port = health.port === null ? '' : ` port ${health.port}`
  const http =
    health.path === null
      ? []
      : [
          '  option httpchk',
          `  http-check send meth GET uri ${word(health.path)} ver HTTP/1.1 hdr Host sandbox hdr User-Agent ELB-HealthChecker/2.0`,
          `  http-check expect status ${health.matcher.replaceAll(/[^0-9,-]/g, '') || '200'}`,
        ]
  return [
    `backend ${name}`,
    ...http,
    `  timeout check ${health.timeoutSeconds}s`,
    `  default-server inter ${health.intervalSeconds}s rise ${health.healthyThreshold} fall ${health.unhealthyThreshold}`,
    ...servers.map((one) => {
      const own = one.checkPort === undefined ? port : ` port ${one.checkPort}`
      return `  server ${one.name} ${one.address}:${one.port} check${own}`
    }),
  ].join('\n')
}

function open({ name, servers }: BalanceGroup): string {
  const lines = servers.map((one) => `  server ${one.name} ${one.address}:${one.port}`)
  return [`backend ${name}_open`, ...lines].join('\n')
}

/** One word of HAProxy's configuration: everything that could end it is escaped. */
function word(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9/._~?=&%+-]/g, (sign) => encodeURIComponent(sign))
}

/** The map's name in HAProxy, which is its path as HAProxy sees it. */
export function mapPath(key: string, site: Pick<HaproxySite, 'folder'>): string {
  return `${site.folder}/maps/${key}.map`
}
