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
}

/** Where HAProxy runs: its view of the folder with maps and socket, its user, its listen address. */
export interface HaproxySite {
  readonly folder: string
  readonly user: string | null
  readonly bind: string
}

const scale = 1_000_000

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
    ...servers.map((one) => `  server ${one.name} ${one.address}:${one.port} check${port}`),
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

/**
 * The lines of a listener's map: ranges of a random number below one million, in proportion to
 * the weights. Empty when all weights are 0.
 */
export function renderWeights(shares: readonly Share[]): string[] {
  const total = shares.reduce((sum, share) => sum + share.weight, 0)
  const lines: string[] = []
  let passed = 0
  for (const share of shares) {
    const from = Math.round((passed / total) * scale)
    passed += share.weight
    const to = Math.round((passed / total) * scale) - 1
    if (share.weight > 0) lines.push(`${from}:${to} ${share.group}`)
  }
  return lines
}

/** The number in HAProxy's answer to `prepare map`; null when it refused. */
export function preparedVersion(answer: string): number | null {
  const found = /New version created: (\d+)/.exec(answer)
  return found ? Number(found[1]) : null
}

/** Fills the prepared map and puts it in place in one move: no request sees a half of it. */
export function commitWeights(path: string, version: number, lines: readonly string[]): string {
  const added = lines.map((line) => `add map @${version} ${path} ${line}`)
  return [...added, `commit map @${version} ${path}`].join(';')
}

/** A server as HAProxy sees it, from `show stat`. */
export interface ServerStat {
  readonly group: string
  readonly server: string
  /** e.g. `UP`, `DOWN 1/2`, `DRAIN`, `no check`. */
  readonly status: string
  /** e.g. `L7OK`, `L4CON`, `L7STS`, `INI`; a leading `* ` means that a check is under way. */
  readonly checkStatus: string
  readonly checkCode: string
  readonly sessions: number
}

/** Reads the CSV of `show stat`; lines of frontends and backends are left out. */
export function parseStat(text: string): ServerStat[] {
  const [header = '', ...rows] = text.trim().split('\n')
  const names = header.replace(/^# /, '').split(',')
  const column = (row: readonly string[], name: string) => row[names.indexOf(name)] ?? ''
  return rows
    .map((line) => line.split(','))
    .filter((row) => column(row, 'type') === '2')
    .map((row) => ({
      group: column(row, 'pxname'),
      server: column(row, 'svname'),
      status: column(row, 'status'),
      checkStatus: column(row, 'check_status').replace(/^\* /, ''),
      checkCode: column(row, 'check_code'),
      sessions: Number(column(row, 'scur')),
    }))
}

/**
 * The state file for the next worker: what the present one says, and for servers that are new a
 * line that begins them as down and one good check away from up. (HAProxy would begin a new server
 * as up and send it requests unchecked; an ALB's new target needs one good check.)
 */
export function serverState(now: string, balance: Balance): string {
  const lines = now.split('\n').filter((line) => line.trim() !== '')
  const known = new Set(
    lines.map((line) => line.split(' ').slice(0, 4)).map((w) => `${w[1]}/${w[3]}`),
  )
  const fresh = balance.groups.flatMap((group, index) =>
    group.servers
      .filter((server) => !known.has(`${group.name}/${server.name}`))
      .map((server, place) => {
        const nearlyUp = group.health.healthyThreshold - 1
        const ids = `${index + 100} ${group.name} ${place + 100} ${server.name} ${server.address}`
        return `${ids} 0 0 1 1 0 1 0 ${nearlyUp} 6 0 0 0 - ${server.port} - 0 0 - - 0`
      }),
  )
  const first = lines.length > 0 ? lines : ['1', stateHeader]
  return `${[...first, ...fresh].join('\n')}\n`
}

const stateHeader =
  '# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight ' +
  'srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state ' +
  'srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl ' +
  'srv_check_port srv_check_addr srv_agent_addr srv_agent_port'
