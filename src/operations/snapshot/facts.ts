import { isOpen } from '../../domain/open-operation.ts'
import type { PruneFacts } from '../../domain/retention/prune.ts'
import type { LedgerEntry } from '../../engine/index.ts'
import { entryAt } from '../history/list.ts'
import type { SnapshotContext } from './context.ts'

/** So many finished deployments can be rolled back to, and what they name stays. */
const retained = 10

/** What the account and the ledger hold on to. */
export async function pruneFacts(c: SnapshotContext): Promise<PruneFacts> {
  const { needed, unread } = await c.needs.read()
  const all = new Map([...needed].map(([id, who]) => [id, [...who]]))
  try {
    for (const { id, who } of await inLedger(c)) all.set(id, [...(all.get(id) ?? []), who])
    return { needed: all, unread }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { needed: all, unread: [...unread, `the ledger (${why})`] }
  }
}

async function inLedger(c: SnapshotContext): Promise<{ id: string; who: string }[]> {
  const keys = await c.documents.list(`ledger/${c.environment.name}/`)
  const needs: { id: string; who: string }[] = []
  let deployments = 0
  for (const key of [...keys].sort().reverse()) {
    const entry = await entryAt(key, c.documents)
    if (entry.id === c.operation) continue
    const open = isOpen(entry)
    const deployed = /^(deploy|rollback)/.test(entry.kind) && entry.outcome === 'done'
    if (!open && !(deployed && deployments++ < retained)) continue
    for (const id of snapshotsIn(entry)) needs.push({ id, who: whose(entry, open) })
  }
  return needs
}

function whose(entry: LedgerEntry, open: boolean): string {
  return open ? `${entry.kind} ${entry.id}, which is under way` : `deployment ${entry.id}`
}

/**
 * Every snapshot that the entry names, wherever it stands. The name of one of RDS has no form of its
 * own, so each whole text counts: a text too many keeps nothing, as no snapshot is called so.
 */
function snapshotsIn(entry: LedgerEntry): ReadonlySet<string> {
  const found = new Set<string>()
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      found.add(value)
      for (const id of value.match(/\bsnap-[0-9a-f]{8,17}\b/g) ?? []) found.add(id)
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(look)
  }
  look([entry.facts, entry.input])
  return found
}
