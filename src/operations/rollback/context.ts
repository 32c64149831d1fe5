import type { Environment } from '../../config/environment.ts'
import type { Stack } from '../../domain/deployment/stack.ts'
import type { Colour } from '../../domain/traffic/colour.ts'
import type { Addresses } from '../../ports/addresses.ts'
import type { FleetReader, FleetWriter } from '../../ports/fleet.ts'
import type { ZoneReader, ZoneWriter } from '../../ports/zone.ts'
import type { Patience } from '../deploy/context.ts'
import type { Asking, Service } from './serves.ts'

/** What is journaled of a rollback without a load balancer. */
interface Switch {
  /** Null: the colour that does not serve when it begins. */
  readonly to: Colour | null
  /** The rollback that brought this colour; null: this one would be the first. */
  readonly since: string | null
  readonly service: Service
  readonly patience: Patience
}

export interface DnsRollbackInput extends Switch {
  readonly by: 'dns'
  /** Hosted zone's ID. */
  readonly zone: string
  /** Name of the two weighted records. */
  readonly record: string
}

export interface GroupsRollbackInput extends Switch {
  readonly by: 'autoscaling'
  /** Auto Scaling group's name by colour. */
  readonly groups: Readonly<Record<Colour, string>>
}

interface SwitchContext extends Asking {
  readonly environment: Pick<Environment, 'name'>
  /** Tells a person something beside the steps. */
  show(text: string): void
}

export interface DnsContext extends SwitchContext {
  readonly zone: ZoneReader & ZoneWriter
}

export interface GroupsContext extends SwitchContext {
  readonly fleet: FleetReader & FleetWriter
  readonly patience: Pick<Patience, 'hosts' | 'health'>
  readonly stack: Pick<Stack, 'groups'>
  readonly addresses: Addresses
}
