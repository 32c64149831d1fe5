import type { Verdict } from '../../domain/gates/verdict.ts'
import type { Running } from '../../engine/step.ts'
import { inAnyWeather } from './bring-up.ts'
import type { DeployContext } from './context.ts'
import { factsOf } from './facts.ts'
import { unhealthy } from './look.ts'

/** The load balancer's own view of the candidate's hosts, which counts whatever gates there are. */
export async function judgeTargets(
  c: DeployContext,
  at: Running,
  hosts: readonly string[],
): Promise<Verdict> {
  const { candidate, size } = factsOf(at)
  const gate = 'targets'
  const samples = hosts.length
  if (samples === 0) return { gate, outcome: 'fail', reason: 'no host is left', samples }
  const seen = await inAnyWeather(c.balancer.health(c.stack.targetGroups[candidate]), at)
  if (seen === null) {
    const reason = 'the load balancer does not say how they are'
    return { gate, outcome: 'inconclusive', reason, samples: null }
  }
  const sick = unhealthy(hosts, seen)
  if (sick.length > 0) return { gate, outcome: 'fail', reason: sick.join('; '), samples }
  // A host that is gone is replaced; until then the others must not get more to carry.
  if (samples < size) {
    const reason = `${samples} of ${size} hosts are there`
    return { gate, outcome: 'inconclusive', reason, samples }
  }
  return { gate, outcome: 'pass', reason: `${samples} of ${samples} healthy`, samples }
}
