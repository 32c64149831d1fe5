import type { Running } from '../../engine/step.ts'
import { parityBroken } from '../../errors/index.ts'
import type { GroupView } from '../../ports/fleet.ts'
import { askHosts, differences } from './ask-hosts.ts'
import { awaitHealth, configureHosts } from './bring-up.ts'
import type { DeployContext } from './context.ts'
import { factsOf } from './facts.ts'

/**
 * Hosts that the group added since the last look get the release, and must say that they run it,
 * before any more requests go to this colour.
 * @returns the colour's hosts now
 * @throws OpsctlError CANDIDATE_FAILED, PARITY_BROKEN
 */
export async function admitLateHosts(
  c: DeployContext,
  at: Running,
  group: GroupView,
  known: readonly string[],
): Promise<readonly string[]> {
  const present = group.hosts.map(({ id }) => id).sort()
  const late = present.filter((id) => !known.includes(id))
  if (late.length === 0) return present
  const { candidate } = factsOf(at)
  const { goal } = c
  at.news(`${late.join(', ')} joined meanwhile`)
  const name = `late-${late.join('-')}`
  await configureHosts(c, at, { hosts: late, goal, migrate: false, name })
  await awaitHealth(c, at, candidate, late)
  const odd = differences(present, await askHosts(c, at, present), goal.image)
  if (odd.length > 0) throw parityBroken(candidate, odd)
  return present
}
