import { otherColour } from '../../domain/traffic/colour.ts'
import {
  percentOf,
  sameShares,
  sharing,
  type Weights,
  weightsText,
} from '../../domain/traffic/weights.ts'
import type { Running, Step } from '../../engine/step.ts'
import { notReady, weightsNotTaken } from '../../errors/index.ts'
import type { ListenerView, TargetView } from '../../ports/balancer.ts'
import { admitLateHosts } from './admit.ts'
import type { DeployContext } from './context.ts'
import { factsOf } from './facts.ts'
import { unhealthy, weightsOf } from './look.ts'

/** Seconds that the load balancer may take to say what it was told. */
const readBackSeconds = 15
/**
 * Seconds that it then gets to do so on all of its nodes. AWS names no time for that; the sandbox took up
 * to two on a busy machine. Hosts that leave before answer nobody: requests that still went there got 503.
 */
const settleSeconds = 5

/**
 * Gives the candidate this share of the requests. Two calls in a row at most come before the write:
 * whoever rolls back is in a hurry.
 */
export function shift(percent: number): Step<DeployContext> {
  return {
    id: `shift-${percent}`,
    title: `Send ${percent} % of the requests to the new hosts`,
    effect: 'change',
    done: async (c, at) => {
      const { nothing, candidate } = factsOf(at)
      if (nothing) return true
      if (!at.again) return false
      const view = await c.balancer.listener(c.stack.listener)
      const moved = sameShares(weightsOf(view, c.stack), sharing(candidate, percent))
      if (moved) await settle(c)
      return moved
    },
    run: async (c, at) => {
      const { candidate, hosts, size } = factsOf(at)
      const [view, targets, group] = await Promise.all([
        c.balancer.listener(c.stack.listener),
        c.balancer.health(c.stack.targetGroups[candidate]),
        c.fleet.group(c.stack.groups[candidate]),
      ])
      const present = await admitLateHosts(c, at, group, hosts)
      const late = present.some((host) => !hosts.includes(host))
      const health = late ? await c.balancer.health(c.stack.targetGroups[candidate]) : targets
      const sick = unhealthy(present, health)
      if (sick.length > 0 || present.length === 0) throw notReady(candidate, sick)
      if (present.length < size) {
        throw notReady(candidate, [`${present.length} of ${size} hosts are there`])
      }
      await moveWeights(c, view, sharing(candidate, percent))
      return { hosts: present, weightsNow: { ...sharing(candidate, percent) } }
    },
    undo: async (c, at) => {
      await trafficBack(c, at)
      return undefined
    },
  }
}

/** Puts the weights of before in place, unless those hosts cannot serve and the present ones can. */
async function trafficBack(c: DeployContext, at: Running): Promise<void> {
  const { candidate, weights } = factsOf(at)
  const serving = otherColour(candidate)
  const [view, old, fresh] = await Promise.all([
    c.balancer.listener(c.stack.listener),
    c.balancer.health(c.stack.targetGroups[serving]),
    c.balancer.health(c.stack.targetGroups[candidate]),
  ])
  // Perhaps moved by an attempt that was killed a moment ago.
  if (sameShares(weightsOf(view, c.stack), weights)) return await settle(c)
  const goesTo = percentOf(weights, serving) > 0 ? old : fresh
  const leaves = goesTo === old ? fresh : old
  if (!anyHealthy(goesTo) && anyHealthy(leaves)) {
    throw notReady(serving, unhealthy(idsOf(goesTo), goesTo))
  }
  await moveWeights(c, view, weights)
}

function anyHealthy(targets: readonly TargetView[]): boolean {
  return targets.some(({ state }) => state === 'healthy')
}

function idsOf(targets: readonly TargetView[]): readonly string[] {
  return targets.map(({ id }) => id)
}

/** Tells the load balancer, reads back until it says the same, and lets it settle. @throws WEIGHTS_NOT_TAKEN */
async function moveWeights(c: DeployContext, view: ListenerView, wanted: Weights): Promise<void> {
  const { blue, green } = c.stack.targetGroups
  await c.balancer.setWeights(view, { [blue]: wanted.blue, [green]: wanted.green })
  const until = c.clock.now().getTime() + readBackSeconds * 1000
  for (;;) {
    const found = weightsOf(await c.balancer.listener(c.stack.listener), c.stack)
    if (sameShares(found, wanted)) return await settle(c)
    if (c.clock.now().getTime() >= until) {
      throw weightsNotTaken(weightsText(wanted), weightsText(found))
    }
    await c.clock.sleep(500)
  }
}

function settle(c: DeployContext): Promise<void> {
  return c.clock.sleep(settleSeconds * 1000)
}
