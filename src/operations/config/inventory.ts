import { toolFailed } from '../../errors/index.ts'
import { inventory } from '../../tools/ansible/commands.ts'
import type { ConfigContext } from './context.ts'

export interface InventoryHost {
  /** The instance's ID. */
  readonly host: string
  readonly name: string
  readonly role: string
  readonly colour: string | null
  readonly address: string
}

interface InventoryJson {
  readonly _meta?: { readonly hostvars?: Readonly<Record<string, HostVariables>> }
}

interface HostVariables {
  readonly private_ip_address?: string
  readonly ec2_tags?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
}

/** The running hosts of the environment as Ansible sees them, by role, colour and name. */
export async function configInventory(c: ConfigContext): Promise<readonly InventoryHost[]> {
  const ended = await c.exec.run(inventory(c.ansible))
  if (ended.exitCode !== 0) {
    throw toolFailed(
      'ansible-inventory',
      `failed:\n${ended.stderr.trim()}`,
      'Nothing was changed.',
      [`opsctl doctor -e ${c.environment.name}`],
    )
  }
  const json = JSON.parse(ended.stdout) as InventoryJson
  return Object.entries(json._meta?.hostvars ?? {})
    .map(([host, variables]) => toHost(host, variables))
    .sort((a, b) => key(a).localeCompare(key(b), 'en'))
}

function toHost(host: string, variables: HostVariables): InventoryHost {
  const tags = variables.ec2_tags ?? variables.tags ?? {}
  return {
    host,
    name: tags['Name'] ?? '',
    role: tags['Role'] ?? '',
    colour: tags['Colour'] ?? null,
    address: variables.private_ip_address ?? '',
  }
}

function key(host: InventoryHost): string {
  return `${host.role} ${host.colour ?? ''} ${host.name} ${host.host}`
}
