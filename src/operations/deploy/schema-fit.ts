import { contracting, obstacles, pendingMigrations } from '../../domain/deployment/compatibility.ts'
import { appliedMigrations, type PastDeployment } from '../../domain/deployment/last-good.ts'
import type { Release } from '../../domain/deployment/release.ts'
import { contractMigration, schemaMoved } from '../../errors/index.ts'
import type { DeployContext, DeployInput } from './context.ts'

/**
 * Refuses an image that the database, or that the release before, cannot live with.
 * @returns the migrations that the image would apply
 * @throws OpsctlError SCHEMA_MOVED, CONTRACT_MIGRATION
 */
export function refuseSchema(
  c: Pick<DeployContext, 'goal' | 'environment'>,
  input: Pick<DeployInput, 'allowContract'>,
  before: Pick<Release, 'migrations'> | null,
  past: readonly PastDeployment[],
): readonly string[] {
  const applied = [...new Set([...(before?.migrations ?? []), ...appliedMigrations(past)])]
  const inTheWay = obstacles(c.goal.migrations, applied)
  if (inTheWay.length > 0) throw schemaMoved(c.environment.name, inTheWay, null)
  const pending = pendingMigrations(c.goal.migrations, applied)
  const taking = before === null ? [] : contracting(pending)
  if (taking.length > 0 && !input.allowContract) {
    throw contractMigration(c.environment.name, taking)
  }
  return pending
}
