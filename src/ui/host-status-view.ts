import type { HostStatus, Wanted } from '../domain/config-run/host-status.ts'
import { columns } from './columns.ts'

/** A row a host, and at the end what the repository would give. */
export function hostStatusText(hosts: readonly HostStatus[], wanted: Wanted): string {
  const rows = hosts.map((host) => [
    host.host,
    host.role || '-',
    host.word,
    short(host.configuration),
    short(host.running),
    host.reasons.join('; '),
  ])
  const heading = ['HOST', 'ROLE', 'STATUS', 'CONFIG', 'IMAGE', '']
  const given = `Repository: configuration ${short(wanted.configuration)}, image ${short(wanted.digest ?? '')}.\n`
  return `${columns([heading, ...rows])}\n${given}`
}

function short(hash: string): string {
  return hash === '' ? '-' : hash.replace('sha256:', '').slice(0, 8)
}
