import type { Colour } from '../../domain/traffic/colour.ts'
import type { Weights } from '../../domain/traffic/weights.ts'
import type { ListenerView, TargetView } from '../../ports/balancer.ts'
import type { GroupView } from '../../ports/fleet.ts'
import type { DeployContext } from './context.ts'

/** One look at all that a deployment moves. */
export interface World {
  readonly listener: ListenerView
  readonly weights: Weights
  readonly groups: Readonly<Record<Colour, GroupView>>
  readonly health: Readonly<Record<Colour, readonly TargetView[]>>
}

export type Looking = Pick<DeployContext, 'stack' | 'balancer' | 'fleet'>

/** Asks everything at once: five calls, none of which waits for another. */
export async function look({ stack, balancer, fleet }: Looking): Promise<World> {
  const [listener, blue, green, blueHealth, greenHealth] = await Promise.all([
    balancer.listener(stack.listener),
    fleet.group(stack.groups.blue),
    fleet.group(stack.groups.green),
    balancer.health(stack.targetGroups.blue),
    balancer.health(stack.targetGroups.green),
  ])
  return {
    listener,
    weights: weightsOf(listener, stack),
    groups: { blue, green },
    health: { blue: blueHealth, green: greenHealth },
  }
}

/** The listener's weights by colour; a target group that it does not name has none. */
export function weightsOf(view: ListenerView, { targetGroups }: DeployContext['stack']): Weights {
  return {
    blue: view.weights[targetGroups.blue] ?? 0,
    green: view.weights[targetGroups.green] ?? 0,
  }
}

/** Those of the hosts whose target does not pass the load balancer's checks, each with its words. */
export function unhealthy(
  hosts: readonly string[],
  targets: readonly TargetView[],
): readonly string[] {
  return hosts.flatMap((host) => {
    const target = targets.find(({ id }) => id === host)
    if (target?.state === 'healthy') return []
    const words = target === undefined ? 'not registered' : (target.reason ?? target.state)
    return [`${host}  ${words}`]
  })
}
