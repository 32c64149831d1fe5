import { type Colour, isColour, otherColour } from '../../domain/traffic/colour.ts'
import type { Running, Step } from '../../engine/step.ts'
import { candidateFailed, notReady, parityBroken, trafficSplit } from '../../errors/index.ts'
import type { Capacity, GroupView } from '../../ports/fleet.ts'
import { awaitHosts } from '../deploy/bring-up.ts'
import { chosenBefore } from './chosen.ts'
import type { GroupsContext, GroupsRollbackInput } from './context.ts'
import { whyNot } from './serves.ts'

type GroupsStep = Step<GroupsContext>

/**
 * Brings users back where they find the hosts themselves: the one group is raised, each of its hosts
 * must serve the same build, and only then the other one goes. The first look is the only call before
 * the group is raised.
 */
export function rollbackByGroups(input: GroupsRollbackInput): readonly GroupsStep[] {
  return [check(input), raise, serve, lower, record]
}

function check({ to, since }: GroupsRollbackInput): GroupsStep {
  return {
    id: 'check',
    title: 'Check what to go back to',
    effect: 'read',
    run: async (c, at) => {
      const groups = await both(c)
      const { blue, green } = groups
      const only = blue.desired > 0 ? (green.desired > 0 ? null : 'blue') : 'green'
      const sizes = `blue ${blue.desired} hosts, green ${green.desired} hosts`
      const empty = blue.desired === 0 && green.desired === 0
      const wanted = to ?? chosenBefore(at)
      if (empty || (wanted === null && only === null)) {
        throw trafficSplit(c.environment.name, sizes, '--to blue or --to green')
      }
      const colour = wanted ?? otherColour(only as Colour)
      const nothing = only === colour
      const size = nothing ? groups[colour].desired : Math.max(blue.desired, green.desired)
      if (size > groups[colour].max) {
        throw notReady(colour, [
          `${size} hosts serve, and its group may have ${groups[colour].max}`,
        ])
      }
      c.show(planText(colour, nothing, size, sizes, since))
      return { colour, nothing, size, before: { blue: capacity(blue), green: capacity(green) } }
    },
  }
}

const raise: GroupsStep = {
  id: 'raise',
  title: 'Start its hosts',
  effect: 'change',
  done: async (_, at) => factsOf(at).nothing,
  run: async (c, at) => {
    const { colour, size, before } = factsOf(at)
    const { desired, min } = before[colour]
    if (desired !== size || min !== size) await set(c, colour, { min: size, desired: size })
    return undefined
  },
  // `lower` is taken back first: the other colour serves again when this one gets smaller.
  undo: async (c, at) => {
    const { colour, nothing, before } = factsOf(at)
    if (nothing) return undefined
    const { desired } = await c.fleet.group(c.stack.groups[otherColour(colour)])
    if (desired === 0) throw notReady(otherColour(colour), ['it has no host'])
    await set(c, colour, before[colour])
    return undefined
  },
}

const serve: GroupsStep = {
  id: 'serve',
  title: 'Wait until each of them serves, and the same',
  effect: 'read',
  done: async (_, at) => factsOf(at).nothing,
  run: async (c, at) => {
    const { colour, size } = factsOf(at)
    await awaitServing(c, at, colour, size)
    return undefined
  },
}

const lower: GroupsStep = {
  id: 'lower',
  title: 'Stop the hosts of the other colour',
  effect: 'change',
  done: async (c, at) => {
    const { colour, nothing } = factsOf(at)
    if (nothing || !at.again) return nothing
    const { min, desired } = await c.fleet.group(c.stack.groups[otherColour(colour)])
    return min === 0 && desired === 0
  },
  run: async (c, at) => {
    const { colour, size } = factsOf(at)
    // The last moment at which the others still answer.
    const { hosts } = await c.fleet.group(c.stack.groups[colour])
    const ids = hosts.flatMap(({ id, inService }) => (inService ? [id] : []))
    if (ids.length < size) throw notReady(colour, [`${ids.length} of ${size} hosts are there`])
    const why = await refusals(c, ids, at)
    if (why.length > 0) throw notReady(colour, why)
    await set(c, otherColour(colour), { min: 0, desired: 0 })
    return undefined
  },
  undo: async (c, at) => {
    const { colour, nothing, before } = factsOf(at)
    if (nothing) return undefined
    const other = otherColour(colour)
    await set(c, other, before[other])
    if (before[other].desired > 0) await awaitServing(c, at, other, before[other].desired)
    return undefined
  },
}

const record: GroupsStep = {
  id: 'record',
  title: 'Record what serves',
  effect: 'read',
  run: async (c, at) => {
    const { colour } = factsOf(at)
    const groups = await both(c)
    const { hosts, desired } = groups[colour]
    const other = groups[otherColour(colour)].desired
    if (desired === 0 || other > 0) {
      const sizes = `${colour} ${desired} hosts, ${otherColour(colour)} ${other} hosts`
      throw trafficSplit(c.environment.name, sizes, `--to ${colour}`)
    }
    return { switched: { by: 'autoscaling', colour, hosts: hosts.map(({ id }) => id).sort() } }
  },
}

/**
 * Waits for the hosts, then until each serves.
 * @throws OpsctlError CANDIDATE_FAILED, PARITY_BROKEN
 */
async function awaitServing(
  c: GroupsContext,
  at: Running,
  colour: Colour,
  size: number,
): Promise<void> {
  const ids = await awaitHosts(c, at, { colour, size, not: [] })
  const until = c.clock.now().getTime() + c.patience.health * 1000
  let told = ''
  for (;;) {
    const why = await refusals(c, ids, at)
    if (why.length === 0) return
    if (why.join() !== told) at.news(`not yet: ${why.join('; ')}`)
    told = why.join()
    if (c.clock.now().getTime() >= until) {
      const other = why.every((line) => / another build /.test(line))
      throw other ? parityBroken(colour, why) : candidateFailed(`${colour} does not serve`, why)
    }
    at.signal.throwIfAborted()
    await c.clock.sleep(1_000, at.signal)
  }
}

async function refusals(c: GroupsContext, ids: readonly string[], at: Running) {
  const known = await c.addresses.of(ids)
  const lost = ids.filter((id) => !known.has(id))
  if (lost.length > 0) return lost.map((id) => `${id}  has no address`)
  return whyNot(c, [...known.values()], at.signal)
}

async function both({ fleet, stack }: GroupsContext): Promise<Record<Colour, GroupView>> {
  const [blue, green] = await Promise.all([
    fleet.group(stack.groups.blue),
    fleet.group(stack.groups.green),
  ])
  return { blue, green }
}

function set(c: GroupsContext, colour: Colour, to: Capacity): Promise<void> {
  return c.fleet.setCapacity(c.stack.groups[colour], to)
}

function capacity({ min, desired }: GroupView): { min: number; desired: number } {
  return { min, desired }
}

function factsOf({ facts }: Running) {
  const { colour, nothing, size, before } = facts
  const none = { min: 0, desired: 0 }
  return {
    colour: isColour(colour) ? colour : ('blue' as const),
    nothing: nothing === true,
    size: typeof size === 'number' ? size : 0,
    before: (before ?? { blue: none, green: none }) as unknown as Record<Colour, Capacity>,
  }
}

function planText(
  colour: Colour,
  nothing: boolean,
  size: number,
  now: string,
  since: string | null,
): string {
  if (!nothing) return `Back to   ${colour}, ${size} hosts, by Auto Scaling\nnow       ${now}`
  const by = since === null ? '' : `, since ${since}`
  const other = otherColour(colour)
  return `${colour} alone has hosts already${by}. If ${other} is meant: --to ${other}`
}
