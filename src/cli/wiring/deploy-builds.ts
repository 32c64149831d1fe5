import type { Operation } from '../../engine/index.ts'
import type { DeployInput, RollbackInput } from '../../operations/deploy/context.ts'
import { deploy } from '../../operations/deploy/index.ts'
import type { DnsRollbackInput, GroupsRollbackInput } from '../../operations/rollback/context.ts'
import { rollbackByDns } from '../../operations/rollback/dns.ts'
import { rollbackByGroups } from '../../operations/rollback/groups.ts'
import { rollback } from '../../operations/rollback.ts'
import type { StoredOperation } from '../../operations/take-up.ts'
import { type Builds, operation } from './build.ts'
import { deployContext } from './deploy-context.ts'
import type { EnvironmentPlace } from './environment-place.ts'
import { dnsContext, groupsContext } from './switch-context.ts'

/** What moves users to other hosts. */
export const deployBuilds: Builds<'deploy' | 'rollback'> = {
  deploy: async (place, stored) => {
    const input = stored.input as unknown as DeployInput
    const context = await deployContext(place, stored.id, input)
    return puttingBack(stored, rehearsed(place, deploy(input)), context)
  },
  rollback: async (place, stored) => {
    const input = stored.input as unknown as RollbackInput | DnsRollbackInput | GroupsRollbackInput
    if (!('by' in input)) {
      const context = await deployContext(place, stored.id, { ...input, goal: input.target })
      return puttingBack(stored, rehearsed(place, rollback(input)), context)
    }
    return input.by === 'dns'
      ? puttingBack(
          stored,
          rehearsed(place, rollbackByDns(input)),
          dnsContext(place, stored.id, input),
        )
      : puttingBack(
          stored,
          rehearsed(place, rollbackByGroups(input)),
          groupsContext(place, stored.id, input),
        )
  },
}

/**
 * Of a dry run the first step alone: what would be done is what the check shows, and the rest waits for
 * things that a dry run never makes.
 */
function rehearsed<C>(place: EnvironmentPlace, steps: Operation<C>['steps']) {
  return place.workplace.call.flags['dry-run'] === true ? steps.slice(0, 1) : steps
}

/** A gate's no takes everything back at once, in the same process. */
function puttingBack<C>(
  stored: StoredOperation,
  steps: Operation<C>['steps'],
  context: C,
): Operation {
  return { ...operation(stored, steps, context, 'change', true), putsBack: true }
}
