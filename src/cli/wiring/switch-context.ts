import { awsFleet } from '../../adapters/aws-fleet.ts'
import { ec2Addresses } from '../../adapters/ec2-addresses.ts'
import { httpProbe } from '../../adapters/http-probe.ts'
import { route53Zone } from '../../adapters/route53-zone.ts'
import type { Traffic } from '../../config/traffic-schema.ts'
import { switchTarget } from '../../domain/deployment/switched.ts'
import type { Patience } from '../../operations/deploy/context.ts'
import { guarded, lockGuard } from '../../operations/deploy/guard.ts'
import { listHistory } from '../../operations/history/list.ts'
import type {
  DnsContext,
  DnsRollbackInput,
  GroupsContext,
  GroupsRollbackInput,
} from '../../operations/rollback/context.ts'
import { documentsOf, type EnvironmentPlace } from './environment-place.ts'
import { noTarget } from './no-target.ts'
import { recordsOf } from './records.ts'

/**
 * What a rollback without a load balancer is journaled with: configuration and ledger, no call on AWS.
 * @throws OpsctlError NO_WAY_BACK (exit 2)
 */
export async function switchInput(
  place: EnvironmentPlace,
  traffic: Traffic,
  to: string | null,
  patience: Patience,
): Promise<DnsRollbackInput | GroupsRollbackInput> {
  const { name, project } = place.environment
  const query = { environment: name, limit: 50 }
  const entries = await listHistory(query, { documents: recordsOf(place) })
  const target = switchTarget(entries, to)
  if ('problem' in target) throw noTarget(name, target)
  const { port, health, identity } = traffic
  const service = { port, health, identity }
  const asked = { to: target.colour, since: target.since, service, patience }
  if (traffic.by === 'dns') {
    const { by, zone, record } = traffic
    return { ...asked, by, zone, record }
  }
  // As rollback/terraform names them.
  const group = (colour: string) => `${project}-${name}-app-${colour}`
  return { ...asked, by: 'autoscaling', groups: { blue: group('blue'), green: group('green') } }
}

/** What the steps by DNS need. */
export function dnsContext(
  place: EnvironmentPlace,
  operation: string,
  input: DnsRollbackInput,
): DnsContext {
  const zone = route53Zone(place.aws, input.zone)
  const setWeights = guarded(zone.setWeights, guardOf(place, operation))
  return { ...common(place, input), zone: { ...zone, setWeights } }
}

/** What the steps by Auto Scaling need. */
export function groupsContext(
  place: EnvironmentPlace,
  operation: string,
  input: GroupsRollbackInput,
): GroupsContext {
  const fleet = awsFleet(place.aws)
  const setCapacity = guarded(fleet.setCapacity, guardOf(place, operation))
  const { groups, patience } = input
  return {
    ...common(place, input),
    fleet: { ...fleet, setCapacity },
    addresses: ec2Addresses(place.aws),
    stack: { groups },
    patience,
  }
}

function common(
  { environment, workplace }: EnvironmentPlace,
  { service }: Pick<DnsRollbackInput, 'service'>,
) {
  const { clock, progress } = workplace
  const show = (text: string) => progress.note(text)
  return { environment, clock, probe: httpProbe(), service, show }
}

function guardOf(place: EnvironmentPlace, operation: string) {
  const owner = { environment: place.environment.name, operation }
  return lockGuard(owner, { documents: documentsOf(place), clock: place.workplace.clock })
}
