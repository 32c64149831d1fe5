import type { Release } from '../../domain/deployment/release.ts'
import type { Json } from '../../domain/json.ts'
import { otherColour } from '../../domain/traffic/colour.ts'
import { percentOf, servingColour, weightsText } from '../../domain/traffic/weights.ts'
import type { Running, Step } from '../../engine/step.ts'
import { notReady, trafficSplit } from '../../errors/index.ts'
import { awaitHealth, awaitHosts, configureHosts } from './bring-up.ts'
import type { DeployContext } from './context.ts'
import { factsOf } from './facts.ts'
import { look, weightsOf } from './look.ts'

/** The old colour's hosts go, once nobody is sent there any more. */
export const lower: Step<DeployContext> = {
  id: 'lower',
  title: 'Stop the old hosts',
  effect: 'change',
  done: async (c, at) => {
    if (factsOf(at).nothing) return true
    const { min, desired } = await c.fleet.group(oldGroup(c, at))
    return min === 0 && desired === 0
  },
  run: async (c, at) => {
    const { candidate, size } = factsOf(at)
    const old = otherColour(candidate)
    const [view, targets] = await Promise.all([
      c.balancer.listener(c.stack.listener),
      c.balancer.health(c.stack.targetGroups[candidate]),
    ])
    const weights = weightsOf(view, c.stack)
    if (percentOf(weights, old) > 0) {
      throw notReady(factsOf(at).candidate, [`${old} still gets requests: ${weightsText(weights)}`])
    }
    // The last moment at which the old hosts can take over again.
    const healthy = targets.filter(({ state }) => state === 'healthy').length
    if (healthy < size) throw notReady(candidate, [`${healthy} of ${size} hosts are healthy`])
    await c.fleet.setCapacity(oldGroup(c, at), { min: 0, desired: 0 })
    return undefined
  },
  undo: async (c, at) => {
    await bringOldBack(c, at)
    return undefined
  },
}

/** The weights are put back after this, so the old release must be up before: new hosts, old image. */
async function bringOldBack(c: DeployContext, at: Running): Promise<void> {
  const { before } = factsOf(at)
  if (before === null) return
  const { colour, capacity, image, version } = before
  const group = await c.fleet.group(oldGroup(c, at))
  const gone = before.hosts.filter((id) => !group.hosts.some((host) => host.id === id))
  await c.fleet.setCapacity(oldGroup(c, at), capacity)
  if (gone.length === 0) return
  const not = gone
  const hosts = await awaitHosts(c, at, { colour, size: capacity.desired, not })
  const fresh = hosts.filter((id) => !before.hosts.includes(id))
  const goal = { image, version }
  await configureHosts(c, at, { hosts: fresh, goal, migrate: false, name: 'old' })
  await awaitHealth(c, at, colour, hosts)
}

function oldGroup(c: DeployContext, at: Running): string {
  return c.stack.groups[otherColour(factsOf(at).candidate)]
}

/** What serves now, for the ledger: read off the world, not remembered. */
export const record: Step<DeployContext> = {
  id: 'record',
  title: 'Record what serves',
  effect: 'read',
  run: async (c, at) => {
    const { nothing, candidate, before } = factsOf(at)
    if (nothing) return { deployment: before as unknown as Json }
    const world = await look(c)
    const serving = servingColour(world.weights)
    if (serving !== candidate) throw trafficSplit(c.environment.name, weightsText(world.weights))
    const { hosts, min, desired, launchTemplate } = world.groups[candidate]
    const release: Release = {
      colour: candidate,
      image: c.goal.image,
      version: c.goal.version,
      configuration: String(at.facts['configuration'] ?? ''),
      migrations: c.goal.migrations,
      hosts: hosts.map(({ id }) => id).sort(),
      targetGroup: c.stack.targetGroups[candidate],
      launchTemplate,
      capacity: { min, desired },
    }
    return { deployment: release as unknown as Json }
  },
}
