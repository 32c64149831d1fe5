import { columns } from './columns.ts'

interface Entry {
  readonly id: string
  readonly kind: string
  readonly environment: string
  readonly actor: string
  readonly host: string
  readonly version: string
  readonly commit: string | null
  readonly started: string
  readonly ended: string | null
  readonly outcome: string
  readonly facts: object
}

/** One ledger entry for a person: who, when, what came of it, and the facts that are short. */
export function entryText(entry: Entry): string {
  const rows: string[][] = [
    ['operation', entry.id],
    ['command', `${entry.kind} -e ${entry.environment}`],
    ['outcome', entry.outcome],
    ['by', `${entry.actor} on ${entry.host}, opsctl ${entry.version}`],
    ['commit', entry.commit ?? 'none'],
    ['started', entry.started],
    ['ended', entry.ended ?? 'not yet'],
  ]
  for (const [name, value] of Object.entries(entry.facts)) {
    if (typeof value !== 'object' || value === null) rows.push([name, String(value)])
  }
  return columns(rows)
}
