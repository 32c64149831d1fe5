import type { DeployPlan } from '../../domain/deployment/plan.ts'
import type { Release } from '../../domain/deployment/release.ts'
import { approvalDiffers, declined } from '../../errors/index.ts'
import type { DeployContext, DeployInput } from './context.ts'

type Planned = Pick<DeployContext, 'environment' | 'goal' | 'patience'>

/** What there is to approve. `before`: what serves now. */
export function planOf(
  c: Planned,
  input: Pick<DeployInput, 'strategy' | 'weights'>,
  found: {
    readonly before: Pick<Release, 'colour' | 'image'> | null
    readonly pending: readonly string[]
    readonly steps: readonly string[]
    readonly commit: string | null
  },
): DeployPlan {
  const { before, pending, steps, commit } = found
  const { name: environment, account } = c.environment
  const { bake, hold, warm } = c.patience
  const { strategy, weights } = input
  const wayBack = before === null ? null : { colour: before.colour, image: before.image }
  const how = { strategy, weights, bake, hold, warm }
  const { image } = c.goal
  return { environment, account, commit, image, ...how, migrations: pending, wayBack, steps }
}

/**
 * A protected environment wants a person: the plan's hash, which somebody approved elsewhere, or the
 * environment's name typed now. An approved plan must be this one, wherever it is deployed.
 * @throws OpsctlError APPROVAL_DIFFERS, DECLINED, PROMPT_WITHOUT_TERMINAL
 */
export async function demandApproval(
  c: Pick<DeployContext, 'environment' | 'prompt'>,
  approved: string | null,
  hash: string,
): Promise<void> {
  const { name } = c.environment
  if (approved !== null) {
    if (approved !== hash) throw approvalDiffers(name, approved, hash)
    return
  }
  if (!c.environment.protected) return
  if (!(await c.prompt.typeExactly("Type the environment's name to go on", name))) {
    throw declined(`The deployment to ${name}`)
  }
}
