import { columns } from './columns.ts'

interface Entry {
  readonly id: string
  readonly kind: string
  readonly environment: string
  readonly actor: string
  readonly started: string
  readonly outcome: string
}

/** A row an operation, newest first. */
export function historyText(entries: readonly Entry[]): string {
  if (entries.length === 0) return 'Nothing was done yet.\n'
  const rows = entries.map((one) => [
    one.started.slice(0, 19).replace('T', ' '),
    one.environment,
    one.kind,
    one.outcome,
    one.actor,
    one.id,
  ])
  return columns([['STARTED (UTC)', 'ENV', 'COMMAND', 'OUTCOME', 'BY', 'ID'], ...rows])
}
