import type { LedgerEntry } from '../../engine/index.ts'
import { unknownOperation } from '../../errors/index.ts'
import type { Documents } from '../../ports/documents.ts'
import { entryAt, idOf } from './list.ts'

/**
 * One entry of the ledger by its ID or a prefix that fits only one.
 * @throws OpsctlError UNKNOWN_OPERATION, AMBIGUOUS_OPERATION, DOCUMENT_DAMAGED
 */
export async function showHistory(
  id: string,
  deps: { readonly documents: Documents },
): Promise<LedgerEntry> {
  const keys = await deps.documents.list('ledger/')
  const fitting = keys.filter((key) => idOf(key).startsWith(id))
  const exact = fitting.filter((key) => idOf(key) === id)
  const [only, ...more] = exact.length > 0 ? exact : fitting
  if (id === '' || !only || more.length > 0) throw unknownOperation(id, fitting.map(idOf))
  return entryAt(only, deps.documents)
}
