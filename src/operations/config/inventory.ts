import { isPlainName } from '../../domain/config-run/limit.ts'
import { withoutControls } from '../../domain/control-characters.ts'
import { badInput, toolFailed } from '../../errors/index.ts'
import { inventory } from '../../tools/ansible/commands.ts'
import { printedJson } from '../../tools/printed-json.ts'
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
  readonly private_ip_address?: Untrusted
  readonly ec2_tags?: Readonly<Record<string, Untrusted>>
  readonly tags?: Readonly<Record<string, Untrusted>>
}

/** The running hosts of the environment as Ansible sees them, by role, colour and name. */
export async function configInventory(c: ConfigContext): Promise<readonly InventoryHost[]> {
  const next = [`opsctl doctor -e ${c.environment.name}`]
  const ended = await c.exec.run(inventory(c.ansible))
  if (ended.exitCode !== 0) {
    throw toolFailed(
      'ansible-inventory',
      `failed:\n${ended.stderr.trim()}`,
      'Nothing was changed.',
      next,
    )
  }
  const json = printedJson<InventoryJson>('ansible-inventory', ended.stdout, next)
  return Object.entries(json._meta?.hostvars ?? {})
    .map(([host, variables]) => toHost(host, variables))
    .sort((a, b) => order.compare(key(a), key(b)))
}

/** Made once: a comparison that names its locale makes a collator each time. */
const order = new Intl.Collator('en')

function toHost(host: string, variables: HostVariables): InventoryHost {
  if (!isPlainName(host)) {
    const rule = `${JSON.stringify(host)} is no name of a host, and would be read as an option`
    throw badInput('inventory', rule, 'name hosts by their instance ID (inventory/*.yml)')
  }
  const tags = variables.ec2_tags ?? variables.tags ?? {}
  return {
    host,
    name: plain(tags['Name']) ?? '',
    role: plain(tags['Role']) ?? '',
    colour: plain(tags['Colour']),
    address: plain(variables.private_ip_address) ?? '',
  }
}

function key(host: InventoryHost): string {
  return `${host.role} ${host.colour ?? ''} ${host.name} ${host.host}`
}

/** What came from outside, as ansible-inventory marks it. */
type Untrusted = string | { readonly __ansible_unsafe: string }

function plain(value: Untrusted | undefined): string | null {
  if (value === undefined) return null
  const text = typeof value === 'string' ? value : value.__ansible_unsafe
  return withoutControls(text)
}
