import type { RunOutcome } from '../domain/config-run/outcome.ts'
import { columns } from './columns.ts'

/** A row a host, worst first. */
export function hostsText(outcome: RunOutcome): string {
  if (outcome.hosts.length === 0) return ''
  const rows = outcome.hosts.map((host) => [
    host.host,
    host.word,
    String(host.ok),
    String(host.changed),
    String(host.failed),
    host.trouble ?? '',
  ])
  return columns([['HOST', 'RESULT', 'OK', 'CHANGED', 'FAILED', ''], ...rows])
}
