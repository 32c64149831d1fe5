import { freezeAt } from '../../domain/deployment/freeze.ts'
import { planHash } from '../../domain/deployment/plan.ts'
import type { Release } from '../../domain/deployment/release.ts'
import type { JsonObject } from '../../domain/json.ts'
import { type Colour, otherColour } from '../../domain/traffic/colour.ts'
import { percentOf, servingColour } from '../../domain/traffic/weights.ts'
import type { Facts, Step } from '../../engine/step.ts'
import { frozen, wayBackMissing } from '../../errors/index.ts'
import { announcement } from './announce.ts'
import { demandApproval, planOf } from './approval.ts'
import type { DeployContext, DeployInput } from './context.ts'
import { demandCopies } from './data-gate.ts'
import { look, type World } from './look.ts'
import { history } from './past.ts'
import { refuseSchema } from './schema-fit.ts'
import { refuseLostWayBack, releaseNow } from './serving-release.ts'
import { splitOrLocked } from './split.ts'

/**
 * The way back comes first: what serves now is asked of the hosts themselves, all that a rollback
 * would need is looked for, and only then is the way forth allowed. Changes nothing.
 * @param steps IDs of the steps of the whole deployment, which an approval is bound to
 */
export function check(input: DeployInput, steps: readonly string[]): Step<DeployContext> {
  return {
    id: 'check',
    title: 'Check the way back',
    effect: 'read',
    run: async (c, at) => {
      const { environment } = c
      const asks = environment.protected && input.approved === null
      if (asks) c.prompt.assertAnswerable(environment.name)
      refuseFreeze(c, input)
      const [world, past] = await Promise.all([look(c), history(c)])
      const serving = servingColour(world.weights)
      if (serving === null) throw await splitOrLocked(c, world.weights)
      const before = await releaseNow(c, at, world, serving)
      await refuseLostWayBack(c, before)
      const pending = refuseSchema(c, input, before, past)
      const nothing = !input.again && before?.image === c.goal.image
      const candidate = input.strategy === 'rolling' ? serving : otherColour(serving)
      const copies = nothing ? {} : await demandCopies(c, input, pending)
      const commit = await c.commit()
      const plan = planHash(planOf(c, input, { before, pending, steps, commit }))
      const facts = { ...found(c, world, candidate, { before, nothing, pending }), ...copies, plan }
      if (input.strategy === 'rolling') refuseTooFew(c, before)
      c.show(announcement(c, facts, input))
      if (!nothing) await demandApproval(c, input.approved, plan)
      return facts
    },
  }
}

/** @throws OpsctlError FROZEN */
export function refuseFreeze(
  c: Pick<DeployContext, 'freezes' | 'clock' | 'environment'>,
  input: Pick<DeployInput, 'overrideFreeze'>,
): void {
  const freeze = freezeAt(c.freezes, c.clock.now())
  if (freeze === null || input.overrideFreeze !== null) return
  throw frozen(c.environment.name, freeze.until, freeze.reason)
}

function found(
  c: DeployContext,
  world: World,
  candidate: Colour,
  more: { before: Release | null; nothing: boolean; pending: readonly string[] },
): Facts {
  const { blue, green } = world.weights
  const rolling = percentOf(world.weights, candidate) > 0
  const present = world.groups[candidate].hosts.map(({ id }) => id)
  const serving = rolling ? candidate : otherColour(candidate)
  return {
    candidate,
    ...more,
    before: more.before as unknown as JsonObject,
    weights: { blue, green },
    leftOver: rolling ? [] : present,
    hosts: rolling ? present.toSorted() : [],
    size: Math.min(Math.max(world.groups[serving].desired, 1), world.groups[candidate].max),
    image: c.goal.image,
    version: c.goal.version,
  }
}

/** While one host is changed the others answer; with nothing behind them there is nobody to go back to. */
function refuseTooFew(c: DeployContext, before: Release | null): void {
  if (before !== null && before.hosts.length > 1) return
  const why = 'rolling needs two hosts or more that run a release already'
  throw wayBackMissing(c.environment.name, [why])
}
