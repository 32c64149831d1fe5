import type { Drift, HostDrift } from '../domain/config-run/drift.ts'
import { columns } from './columns.ts'

/** A row a host, what would change below it, and at the end what a check cannot tell. */
export function driftText(drift: Drift): string {
  if (drift.hosts.length === 0) return ''
  const rows = drift.hosts.map(({ host, word, changes, trouble }) => [
    host,
    word,
    changes.length === 0 ? '' : `${changes.length} ${changes.length === 1 ? 'task' : 'tasks'}`,
    trouble ?? '',
  ])
  const table = columns([['HOST', 'RESULT', 'WOULD CHANGE', ''], ...rows])
  const changes = drift.hosts
    .filter((host) => host.changes.length > 0)
    .map((host) => `\n${host.host} would be changed by\n${list(host.changes)}`)
  return `${table}${changes.join('')}${unjudgedText(drift.hosts)}`
}

function unjudgedText(hosts: readonly HostDrift[]): string {
  const count = new Map<string, number>()
  for (const task of hosts.flatMap((host) => host.unjudged)) {
    count.set(task, (count.get(task) ?? 0) + 1)
  }
  if (count.size === 0) return ''
  const lines = [...count].map(
    ([task, many]) => `${task} (${many === 1 ? '1 host' : `${many} hosts`})`,
  )
  return `\nNot judged, since it can only be done and not checked:\n${list(lines)}`
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}\n`).join('')
}
