import { type Balance, type Share, scale } from './haproxy.ts'

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
 * The state file for the next worker: what the present one says of health, and for servers that are new a
 * line that begins them as down and one good check away from up. (HAProxy would begin a new server
 * as up and send it requests unchecked; an ALB's new target needs one good check.) Where checks are
 * sent is the configuration's to say: a port kept here would outlive the fault that set it.
 */
export function serverState(now: string, balance: Balance): string {
  const lines = now
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(withoutCheckPorts)
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

/** A line of `show servers state` whose ports of checks are 0, the configuration's own. */
function withoutCheckPorts(line: string): string {
  const words = line.split(' ')
  if (words.length !== stateNames.length) return line
  return words.map((word, at) => (checkPorts.has(stateNames[at]) ? '0' : word)).join(' ')
}

const stateHeader =
  '# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight ' +
  'srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state ' +
  'srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl ' +
  'srv_check_port srv_check_addr srv_agent_addr srv_agent_port'

const stateNames: readonly (string | undefined)[] = stateHeader.replace('# ', '').split(' ')
const checkPorts = new Set<string | undefined>(['srv_check_port', 'srv_agent_port'])
