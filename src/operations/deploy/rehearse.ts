import type {
  Rehearsal,
  RehearsedDeployment,
  RehearsedFault,
} from '../../domain/deployment/rehearsal.ts'
import { interrupted } from '../../errors/index.ts'
import { type RehearsalContext, rehearseOne } from './rehearse-one.ts'

/** What a rehearsal says of itself beside its deployments. */
export interface RehearsalSubject {
  readonly version: string
  readonly image: string
  readonly strategy: string
}

/**
 * The same deployment once for each fault, each time taken back and compared with what was found.
 * Ends early when one was not: the next would rest on a world that is not as it was.
 * @throws OpsctlError INTERRUPTED (exit 130), with everything put back; what a deployment throws
 * that does not get as far as the fault
 */
export async function rehearse(
  c: RehearsalContext,
  subject: RehearsalSubject,
  faults: readonly RehearsedFault[],
): Promise<Rehearsal> {
  const began = c.clock.now()
  const deployments: RehearsedDeployment[] = []
  for (const fault of faults) {
    if (c.signal.aborted) throw interrupted('Every rehearsed deployment was put back.', [])
    c.note(`Rehearsal ${deployments.length + 1} of ${faults.length}: ${fault}`)
    const deployment = await rehearseOne(c, fault)
    deployments.push(deployment)
    if (deployment.left.length > 0) break
  }
  return {
    environment: c.environment,
    ...subject,
    began: began.toISOString(),
    seconds: (c.clock.now().getTime() - began.getTime()) / 1000,
    deployments,
    untried: faults.slice(deployments.length),
  }
}
