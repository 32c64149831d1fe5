import type { DriftContext } from '../../operations/drift.ts'
import { configContext } from './config-context.ts'
import { configInput } from './config-input.ts'
import { deployLooking } from './deploy-context.ts'
import { stackFor } from './deploy-input.ts'
import type { EnvironmentPlace } from './environment-place.ts'
import { infraContext } from './infra-context.ts'

/** What `drift` looks with: the three layers of one environment. */
export async function driftContext(place: EnvironmentPlace): Promise<DriftContext> {
  return {
    infra: await infraContext(place, []),
    config: await configContext(place, await configInput(place, { extra: [] })),
    deploy: deployLooking(place, await stackFor(place)),
  }
}
