import type { PastRun } from '../../domain/deployment/reconfigured.ts'
import { listHistory } from '../history/list.ts'
import type { DeployContext } from './context.ts'

/** The ledger's newest entries; enough to know what was deployed and migrated. */
export async function history(c: Pick<DeployContext, 'documents' | 'environment' | 'operation'>) {
  const query = { environment: c.environment.name, limit: 50 }
  const entries = await listHistory(query, { documents: c.documents })
  return entries.filter(({ id }) => id !== c.operation) as readonly PastRun[]
}
