import { otherColour } from '../../domain/traffic/colour.ts'
import { percentOf } from '../../domain/traffic/weights.ts'
import { awaitLeftBehind } from '../../engine/index.ts'
import type { Running, Step } from '../../engine/step.ts'
import { notReady, parityBroken } from '../../errors/index.ts'
import { askHosts, differences } from './ask-hosts.ts'
import { awaitHealth, awaitHosts, configureHosts } from './bring-up.ts'
import type { DeployContext } from './context.ts'
import { factsOf } from './facts.ts'
import { weightsOf } from './look.ts'

type DeployStep = Step<DeployContext>

/** Names the durable run of Ansible, so that another process finds it. */
const playbookName = 'playbook'

/** Nothing is left to do for a candidate that serves, or that is up with the wanted release. */
function spared(at: Running): boolean {
  const { nothing, ready } = factsOf(at)
  return nothing || ready
}

/**
 * As many hosts in the candidate's colour as serve now. Hosts that are left there from earlier ran
 * another release, and are replaced rather than changed: nobody could tell later what they hold.
 */
export const raise: DeployStep = {
  id: 'raise',
  title: 'Start hosts of the idle colour',
  effect: 'change',
  done: async (c, at) => {
    if (spared(at)) return true
    const { candidate, size, leftOver } = factsOf(at)
    const group = await c.fleet.group(c.stack.groups[candidate])
    const cleared = !group.hosts.some(({ id }) => leftOver.includes(id))
    return cleared && group.desired === size && group.min === size
  },
  run: async (c, at) => {
    const { candidate, size, leftOver } = factsOf(at)
    const name = c.stack.groups[candidate]
    await refuseToTouchServing(c, at)
    const group = await c.fleet.group(name)
    if (group.hosts.some(({ id }) => leftOver.includes(id))) {
      await c.fleet.setCapacity(name, { min: 0, desired: 0 })
      await awaitHosts(c, at, { colour: candidate, size: 0, not: leftOver })
    }
    await c.fleet.setCapacity(name, { min: size, desired: size })
    return undefined
  },
  undo: async (c, at) => {
    if (spared(at)) return undefined
    await refuseToTouchServing(c, at)
    await c.fleet.setCapacity(c.stack.groups[factsOf(at).candidate], { min: 0, desired: 0 })
    return undefined
  },
}

/** A group whose hosts get requests is never emptied, whatever the journal says. */
async function refuseToTouchServing(c: DeployContext, at: Running): Promise<void> {
  const { candidate } = factsOf(at)
  const weights = weightsOf(await c.balancer.listener(c.stack.listener), c.stack)
  if (percentOf(weights, candidate) > 0) {
    throw notReady(otherColour(candidate), [`${candidate} gets requests and is not touched`])
  }
}

export const hosts: DeployStep = {
  id: 'hosts',
  title: 'Wait for the new hosts',
  effect: 'read',
  done: async (_, at) => spared(at),
  run: async (c, at) => {
    const { candidate, size, leftOver } = factsOf(at)
    return { hosts: await awaitHosts(c, at, { colour: candidate, size, not: leftOver }) }
  },
}

/** The schema first (once, from one host), then the service, on these hosts alone. */
export const configure: DeployStep = {
  id: 'configure',
  title: 'Configure the new hosts',
  effect: 'change',
  settle: async (c, at) => {
    const { exec } = c.ansible({ playbook: null, hosts: [], variables: {} })
    await awaitLeftBehind(exec, at, playbookName)
  },
  done: async (_, at) => spared(at),
  run: async (c, at) => {
    const { hosts, pending } = factsOf(at)
    const migrate = pending.length > 0
    return configureHosts(c, at, { hosts, goal: c.goal, migrate, name: playbookName })
  },
  // The hosts go with `raise`. A schema stays: the release before can work with an expanded one.
  undo: async (_, at) => {
    const { pending } = factsOf(at)
    return pending.length === 0 ? undefined : { kept: `the schema keeps ${pending.join(', ')}` }
  },
}

export const healthy: DeployStep = {
  id: 'healthy',
  title: 'Wait until the load balancer finds them healthy',
  effect: 'read',
  done: async (_, at) => spared(at),
  run: async (c, at) => {
    const { candidate, hosts } = factsOf(at)
    await awaitHealth(c, at, candidate, hosts)
    return undefined
  },
}

/** n of n hosts on the same digest and configuration, as they say themselves. */
export const parity: DeployStep = {
  id: 'parity',
  title: 'Ask the new hosts what they run',
  effect: 'read',
  done: async (_, at) => spared(at),
  run: async (c, at) => {
    const { candidate, hosts } = factsOf(at)
    const heard = await askHosts(c, at, hosts)
    const odd = differences(hosts, heard, c.goal.image)
    if (odd.length > 0) throw parityBroken(candidate, odd)
    return { configuration: heard[0]?.configuration ?? '' }
  },
}
