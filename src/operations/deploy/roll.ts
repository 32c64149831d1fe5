import type { Running, Step } from '../../engine/step.ts'
import { candidateFailed } from '../../errors/index.ts'
import { askHosts, differences } from './ask-hosts.ts'
import { awaitHealth, configureHosts } from './bring-up.ts'
import type { DeployContext, Goal } from './context.ts'
import { factsOf } from './facts.ts'
import { unhealthy } from './look.ts'

/**
 * Gives the serving hosts the release, one after the other: out of the load balancer, changed, back
 * in, healthy, next. The first one alone migrates. The others answer meanwhile.
 */
export const roll: Step<DeployContext> = {
  id: 'roll',
  title: 'Change the hosts one after the other',
  effect: 'change',
  done: async (c, at) => {
    if (factsOf(at).nothing) return true
    const { hosts, candidate } = factsOf(at)
    if (!at.again || (await behind(c, at, c.goal.image)).length > 0) return false
    const targets = await c.balancer.health(c.stack.targetGroups[candidate])
    return unhealthy(hosts, targets).length === 0
  },
  run: async (c, at) => {
    const { pending } = factsOf(at)
    for (const [n, host] of (await behind(c, at, c.goal.image)).entries()) {
      at.signal.throwIfAborted()
      await change(c, at, host, { goal: c.goal, migrate: pending.length > 0 && n === 0 })
    }
    const left = await behind(c, at, c.goal.image)
    if (left.length > 0) throw candidateFailed('hosts do not run the release', left)
    return undefined
  },
  undo: async (c, at) => {
    const { before, nothing, pending } = factsOf(at)
    if (nothing || before === null) return undefined
    for (const host of await behind(c, at, before.image)) {
      await change(c, at, host, { goal: before, migrate: false })
    }
    return pending.length === 0 ? undefined : { kept: `the schema keeps ${pending.join(', ')}` }
  },
}

/**
 * The hosts that do not run this image whole, or are not behind the load balancer. Those that are out
 * come first: nobody else may leave before they are back.
 */
async function behind(c: DeployContext, at: Running, image: string): Promise<readonly string[]> {
  const { candidate, hosts } = factsOf(at)
  const [heard, targets] = await Promise.all([
    askHosts(c, at, hosts),
    c.balancer.health(c.stack.targetGroups[candidate]),
  ])
  const isOut = (host: string) => {
    const state = targets.find(({ id }) => id === host)?.state
    return state === undefined || state === 'draining' || state === 'unused'
  }
  const differs = (host: string) => {
    const one = heard.filter((found) => found.host === host)
    return differences([host], one, image).length > 0
  }
  return [...hosts.filter(isOut), ...hosts.filter((host) => !isOut(host) && differs(host))]
}

/** One host: nobody is sent there while it changes, and the next one waits until it is healthy. */
async function change(
  c: DeployContext,
  at: Running,
  host: string,
  what: { readonly goal: Pick<Goal, 'image' | 'version'>; readonly migrate: boolean },
): Promise<void> {
  const { candidate, hosts } = factsOf(at)
  const group = c.stack.targetGroups[candidate]
  const others = hosts.filter((one) => one !== host)
  const sick = unhealthy(others, await c.balancer.health(group))
  if (sick.length === others.length) {
    throw candidateFailed(`${host} is not taken out: no other host is healthy`, sick)
  }
  at.news(`changing ${host}`)
  await c.balancer.deregister(group, host)
  await drained(c, at, group, host)
  const { goal, migrate } = what
  await configureHosts(c, at, { hosts: [host], goal, migrate, name: `roll-${host}` })
  await c.balancer.register(group, host)
  await awaitHealth(c, at, candidate, [host])
}

/** Waits until the load balancer has finished with the host; its own delay ends that (300 s at most here). */
async function drained(c: DeployContext, at: Running, group: string, host: string): Promise<void> {
  for (let waited = 0; waited < 300; waited += 1) {
    const target = (await c.balancer.health(group)).find(({ id }) => id === host)
    if (target === undefined || target.state === 'unused') return
    at.signal.throwIfAborted()
    await c.clock.sleep(1_000, at.signal)
  }
}
