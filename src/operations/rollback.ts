import { obstacles } from '../domain/deployment/compatibility.ts'
import { appliedMigrations, rollbackTarget } from '../domain/deployment/last-good.ts'
import { type PastRun, reconfigured } from '../domain/deployment/reconfigured.ts'
import { isSame, type Release, releaseText } from '../domain/deployment/release.ts'
import type { JsonObject } from '../domain/json.ts'
import { otherColour } from '../domain/traffic/colour.ts'
import { percentOf, servingColour, weightsText } from '../domain/traffic/weights.ts'
import type { Facts, Step } from '../engine/step.ts'
import { environmentMoved, schemaMoved, wayBackMissing } from '../errors/index.ts'
import { configure, healthy, hosts, parity, raise } from './deploy/candidate.ts'
import type { DeployContext, RollbackInput } from './deploy/context.ts'
import { lower, record } from './deploy/finish.ts'
import { look, unhealthy, type World } from './deploy/look.ts'
import { history } from './deploy/past.ts'
import { shift } from './deploy/traffic.ts'

/**
 * Brings an earlier release back. Where its hosts still stand, the traffic moves first: one look,
 * one more at the moment of moving, then the weights. Otherwise hosts are raised for it first.
 */
export function rollback(input: RollbackInput): readonly Step<DeployContext>[] {
  return [checkTarget(input), raise, hosts, configure, healthy, parity, shift(100), lower, record]
}

function checkTarget(input: RollbackInput): Step<DeployContext> {
  const { target, current, takesBack } = input
  return {
    id: 'check',
    title: 'Check what to go back to',
    effect: 'read',
    run: async (c) => {
      const [world, past] = await Promise.all([look(c), history(c)])
      refuseMoved(c, input, past)
      const inTheWay = obstacles(target.migrations, appliedMigrations(past))
      const since = past.find(({ id }) => id === takesBack)?.id.slice(0, 15) ?? null
      if (inTheWay.length > 0) throw schemaMoved(c.environment.name, inTheWay, since)
      const standing = isStanding(world, target, current) && !reconfigured(past, target)
      const facts = found(c, world, { target, current, standing })
      if (facts['nothing'] !== true && facts['ready'] !== true) await refuseLost(c, target)
      c.show(text(facts, world, target))
      return facts
    },
  }
}

/**
 * What was to be taken back was read before the lock was held. If another operation put the target in
 * place meanwhile, there is nothing left to do; whether anything else is to be taken back, nobody said.
 * @throws OpsctlError ENVIRONMENT_MOVED
 */
function refuseMoved(c: DeployContext, input: RollbackInput, past: readonly PastRun[]): void {
  const now = rollbackTarget(past, null)
  if ('problem' in now || isSame(now.current, input.target)) return
  const { takesBack } = input
  const sameCurrent = isSame(now.current, input.current)
  if (sameCurrent && (takesBack === null || takesBack === now.takesBack)) return
  const { name } = c.environment
  const what = now.current === null ? 'nothing good is left' : `${releaseText(now.current)} serves`
  throw environmentMoved(name, what, [
    `see it: opsctl deploy status -e ${name}`,
    `then again: opsctl rollback -e ${name}`,
  ])
}

interface Way {
  readonly target: Release
  readonly current: Release | null
  /** Its hosts are there and still run it. */
  readonly standing: boolean
}

function found(c: DeployContext, world: World, { target, current, standing }: Way): Facts {
  const { colour } = target
  const serves = standing && percentOf(world.weights, colour) === 100
  // Its own colour where its hosts stand, else the one that does not serve.
  const serving = servingColour(world.weights) ?? otherColour(colour)
  const candidate = standing ? colour : otherColour(serving)
  const { blue, green } = world.weights
  const { min, desired } = target.capacity
  return {
    candidate,
    nothing: serves,
    ready: standing,
    before: (serves ? target : current) as unknown as JsonObject,
    weights: { blue, green },
    leftOver: standing ? [] : world.groups[candidate].hosts.map(({ id }) => id),
    size: Math.min(Math.max(desired, min, 1), world.groups[candidate].max),
    pending: [],
    hosts: standing ? target.hosts : [],
    image: c.goal.image,
    version: c.goal.version,
    configuration: target.configuration,
  }
}

/**
 * The very hosts that were seen with this release are there, healthy, and were given no other since
 * (as a rolling deployment does).
 */
function isStanding(
  world: World,
  { colour, hosts: known, image }: Release,
  current: Release | null,
): boolean {
  const present = world.groups[colour].hosts.map(({ id }) => id)
  const same = present.length > 0 && present.every((id) => known.includes(id))
  const changed = current?.image !== image && current?.hosts.some((id) => known.includes(id))
  return same && changed !== true && unhealthy(present, world.health[colour]).length === 0
}

/** New hosts need the image and the template; both are looked for before anything is raised. */
async function refuseLost(c: DeployContext, target: Release): Promise<void> {
  const image = await c.images.find(target.image)
  if (image !== null) return
  throw wayBackMissing(c.environment.name, [`the registry no longer has ${target.image}`])
}

function text(facts: Facts, world: World, target: Release): string {
  if (facts['nothing'] === true) return `${releaseText(target)} serves already.`
  const how = facts['ready'] === true ? 'its hosts still stand' : 'with new hosts'
  return [
    `Back to   ${releaseText(target)} on ${String(facts['candidate'])}, ${how}`,
    `now       ${weightsText(world.weights)}`,
  ].join('\n')
}
