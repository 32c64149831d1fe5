import type { Balance, BalanceServer } from '../tools/haproxy.ts'
import type { Instance, TargetGroup, World } from './world.ts'

/** A deregistered target that may still answer requests. */
export interface Draining {
  readonly group: string
  readonly server: BalanceServer
  /** Milliseconds since 1970; afterwards it is cut off. */
  readonly until: number
}

/** Name of a target group's backend. */
export function groupName(group: Pick<TargetGroup, 'name'>): string {
  return `tg_${group.name.replaceAll(/[^A-Za-z0-9-]/g, '-')}`
}

/** Name of a target's server line. */
export function serverName(target: { readonly id: string; readonly port: number }): string {
  return `${target.id.replaceAll(/[^A-Za-z0-9.-]/g, '-')}_${target.port}`
}

/**
 * The world as work for the load balancer. Targets that are stopped or gone are left out, targets
 * that drain are kept. Listeners with another protocol than HTTP are left out.
 */
export function balanceOf(world: World, draining: readonly Draining[]): Balance {
  const groups = world.targetGroups.map((group) => {
    const name = groupName(group)
    const servers = serversOf(group, world.instances)
    const known = new Set(servers.map((one) => one.name))
    const leaving = draining.filter((one) => one.group === name && !known.has(one.server.name))
    return { name, health: healthOf(group), servers: [...servers, ...leaving.map((l) => l.server)] }
  })
  const names = new Map(world.targetGroups.map((group) => [group.arn, groupName(group)]))
  const listeners = world.loadBalancers.flatMap((balancer) =>
    balancer.listeners
      .filter((one) => one.protocol === 'HTTP')
      .map((one) => ({
        key: (one.arn.split('/').pop() ?? '').replaceAll(/[^A-Za-z0-9-]/g, '-'),
        port: one.port,
        hostName: balancer.dnsName.toLowerCase(),
        shares: one.forward.flatMap(({ targetGroupArn, weight }) => {
          const group = names.get(targetGroupArn)
          return group === undefined ? [] : [{ group, weight }]
        }),
      })),
  )
  return { listeners, groups }
}

/** Nobody listens on TCP's port 1 (tcpmux), so a check there is refused at once. */
const closedPort = 1

function serversOf(group: TargetGroup, instances: readonly Instance[]): BalanceServer[] {
  return group.targets.flatMap((target) => {
    const instance = instances.find((one) => one.id === target.id && one.state === 'running')
    const address = instance?.privateIp ?? (/^[\d.]+$/.test(target.id) ? target.id : null)
    if (address === null) return []
    const server = { name: serverName(target), address, port: target.port }
    return [instance?.sick === true ? { ...server, checkPort: closedPort } : server]
  })
}

function healthOf({ healthCheck }: TargetGroup) {
  const port = Number(healthCheck.port)
  return {
    ...healthCheck,
    path: healthCheck.path ?? null,
    port: Number.isInteger(port) && port > 0 ? port : null,
    matcher: healthCheck.matcher ?? '200',
  }
}

/**
 * Who drains from now on: servers that were there and are no longer wanted. An entry ends when its
 * time is over, when no request is in flight, or when the target is registered again.
 * @param before the servers that the load balancer has; `busy`: `group/server` with open requests.
 */
export function drainingNow(
  world: World,
  before: Balance,
  draining: readonly Draining[],
  busy: ReadonlySet<string>,
  now: number,
): Draining[] {
  const wanted = balanceOf(world, [])
  const stopped = new Set(world.instances.filter((i) => i.state !== 'running').map((i) => i.id))
  return before.groups.flatMap((group) => {
    const next = wanted.groups.find((one) => one.name === group.name)
    const source = world.targetGroups.find((one) => groupName(one) === group.name)
    if (next === undefined || source === undefined) return []
    const kept = new Set(next.servers.map((one) => one.name))
    return group.servers.flatMap((server) => {
      const instance = server.name.slice(0, server.name.lastIndexOf('_'))
      if (kept.has(server.name) || stopped.has(instance)) return []
      const old = draining.find((d) => d.group === group.name && d.server.name === server.name)
      const fresh = {
        group: group.name,
        server,
        until: now + source.deregistrationDelaySeconds * 1000,
      }
      if (old === undefined) return [fresh]
      return now < old.until && busy.has(`${group.name}/${server.name}`) ? [old] : []
    })
  })
}
