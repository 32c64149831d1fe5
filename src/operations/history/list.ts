import { type LedgerEntry, readLedger } from '../../engine/index.ts'
import { documentDamaged } from '../../errors/index.ts'
import type { Documents } from '../../ports/documents.ts'

export interface HistoryQuery {
  /** Undefined: all environments. */
  readonly environment?: string | undefined
  /** At most so many entries; default 20. */
  readonly limit?: number | undefined
}

/** Operations that changed or tried to change something, newest first. @throws DOCUMENT_DAMAGED */
export async function listHistory(
  query: HistoryQuery,
  deps: { readonly documents: Documents },
): Promise<readonly LedgerEntry[]> {
  const keys = await deps.documents.list(
    query.environment ? `ledger/${query.environment}/` : 'ledger/',
  )
  const wanted = newestFirst(keys).slice(0, query.limit ?? 20)
  return Promise.all(wanted.map((key) => entryAt(key, deps.documents)))
}

/** So many entries are read at once by who walks back. */
const stride = 5

/** The operations of one environment, newest first, read as far as the loop goes. @throws DOCUMENT_DAMAGED */
export async function* walkHistory(
  environment: string,
  documents: Documents,
): AsyncGenerator<LedgerEntry> {
  const keys = newestFirst(await documents.list(`ledger/${environment}/`))
  for (let at = 0; at < keys.length; at += stride) {
    yield* await Promise.all(keys.slice(at, at + stride).map((key) => entryAt(key, documents)))
  }
}

function newestFirst(keys: readonly string[]): readonly string[] {
  // IDs are plain characters: to compare them by a locale takes as long as half an empty Node to load.
  return [...keys].sort((a, b) => (idOf(a) < idOf(b) ? 1 : -1))
}

/** The operation's ID in a ledger key. */
export function idOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1).replace(/\.json$/, '')
}

export async function entryAt(key: string, documents: Documents): Promise<LedgerEntry> {
  const entry = await readLedger(documents, key)
  if (!entry) throw documentDamaged(key, 'it is listed and not there')
  return entry
}
