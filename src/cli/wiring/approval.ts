import { approvalMissing } from '../../errors/index.ts'
import type { DeployInput } from '../../operations/deploy/context.ts'
import type { EnvironmentPlace } from './environment-place.ts'

/**
 * `--yes --confirm` in a workflow's file is nobody's approval. A dry run needs none.
 * @throws OpsctlError APPROVAL_MISSING
 */
export function refuseUnapproved(
  { workplace, environment }: EnvironmentPlace,
  input: Pick<DeployInput, 'approved'>,
): void {
  const { terminal, flags } = workplace.call
  const wanted = environment.protected && terminal.githubActions && flags['dry-run'] !== true
  if (wanted && input.approved === null) throw approvalMissing(environment.name)
}
