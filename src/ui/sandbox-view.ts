import { columns } from './columns.ts'
import type { Paint } from './paint.ts'

interface Status {
  readonly up: boolean
  readonly parts: readonly {
    name: string
    running: boolean
    since: string | null
    address: string
  }[]
  readonly hosts: readonly { id: string; name: string; address: string; state: string }[]
  readonly databases: readonly { id: string; name: string; address: string; status: string }[]
}

/** The sandbox's parts, hosts and RDS instances, a row each. */
export function sandboxText(status: Status, paint: Paint): string {
  if (!status.up && status.parts.length === 0)
    return 'The sandbox is not up. Start it: opsctl sandbox up\n'
  const parts = status.parts.map((part) => [
    part.name,
    part.running ? paint.green('running') : paint.red('stopped'),
    part.address,
  ])
  const hosts = status.hosts.map((host) => [
    host.name || host.id,
    host.state,
    host.address,
    host.id,
  ])
  const databases = status.databases.map((one) => [one.name, one.status, one.address, one.id])
  const none = hosts.length === 0 ? 'no hosts: opsctl infra up -e sandbox\n' : columns(hosts)
  const more = databases.length === 0 ? '' : `\n${columns(databases)}`
  return `${columns(parts)}\n${none}${more}`
}
