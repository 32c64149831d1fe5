import { columns } from './columns.ts'

/** What the view needs of a host and of the moment at which the cloud was asked. */
export interface ShownInventory {
  readonly at: string
  readonly cached: boolean
  readonly hosts: readonly {
    readonly host: string
    readonly name: string
    readonly role: string
    readonly colour: string | null
    readonly address: string
  }[]
}

/** A row a host, by role, colour and name; below it how fresh that is. */
export function inventoryText(environment: string, { hosts, at, cached }: ShownInventory): string {
  if (hosts.length === 0) return `No host. Build some: opsctl infra up -e ${environment}\n`
  const rows = hosts.map((one) => [one.role, one.colour ?? '-', one.name, one.address, one.host])
  const table = columns([['ROLE', 'COLOUR', 'NAME', 'ADDRESS', 'HOST'], ...rows])
  return cached ? `${table}\nAs of ${at}, from the cache (--refresh asks anew).\n` : table
}
