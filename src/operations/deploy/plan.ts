import { made } from '../../domain/deployment/last-good.ts'
import { type DeployPlan, planHash } from '../../domain/deployment/plan.ts'
import { type Colour, otherColour } from '../../domain/traffic/colour.ts'
import { servingColour } from '../../domain/traffic/weights.ts'
import { planOf } from './approval.ts'
import { refuseFreeze } from './check.ts'
import type { DeployContext, DeployInput } from './context.ts'
import { deploy } from './index.ts'
import { weightsOf } from './look.ts'
import { history } from './past.ts'
import { refuseSchema } from './schema-fit.ts'
import { splitOrLocked } from './split.ts'

/** A deployment as it can be approved before anybody may touch the environment. */
export interface ApprovablePlan extends DeployPlan {
  /** The service's version, as the image's label says. */
  readonly version: string
  readonly candidate: Colour
  readonly hash: string
}

type Planning = Pick<
  DeployContext,
  | 'environment'
  | 'commit'
  | 'goal'
  | 'patience'
  | 'stack'
  | 'balancer'
  | 'documents'
  | 'operation'
  | 'freezes'
  | 'clock'
>

/**
 * What a deployment would do, from load balancer, registry and ledger: whoever approves needs no way
 * to the hosts. The deployment asks the hosts themselves, and is refused when they say otherwise.
 * @throws OpsctlError FROZEN, TRAFFIC_SPLIT, SCHEMA_MOVED, CONTRACT_MIGRATION
 */
export async function planDeployment(c: Planning, input: DeployInput): Promise<ApprovablePlan> {
  refuseFreeze(c, input)
  const [view, past] = await Promise.all([c.balancer.listener(c.stack.listener), history(c)])
  const weights = weightsOf(view, c.stack)
  const colour = servingColour(weights)
  if (colour === null) throw await splitOrLocked(c, weights)
  const last = past.map(made).find((release) => release !== null) ?? null
  const before = last === null ? null : { ...last, colour }
  const pending = refuseSchema(c, input, before, past)
  // The check itself is not approved: it changes nothing.
  const [, ...after] = deploy(input)
  const steps = after.map(({ id }) => id)
  const commit = await c.commit()
  const plan = planOf(c, input, { before, pending, steps, commit })
  const candidate = input.strategy === 'rolling' ? colour : otherColour(colour)
  return { ...plan, version: c.goal.version, candidate, hash: planHash(plan) }
}
