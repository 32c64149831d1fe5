import { columnsWithin } from './columns.ts'
import type { Paint } from './paint.ts'

interface Decided {
  readonly snapshot: { readonly id: string; readonly startedAt: string }
  readonly action: 'keep' | 'remove' | 'later'
  readonly reasons: readonly string[]
}

interface Plan extends Iterable<Decided> {
  readonly length: number
  count(action: Decided['action']): number
}

/** Every snapshot with what becomes of it and why, then the counts and the least time it takes. */
export function pruneText(
  decisions: Plan,
  seconds: number,
  paint: Paint,
  width: number | null,
): string {
  if (decisions.length === 0) return 'There is no snapshot.\n'
  const words = { keep: paint.green('keep'), remove: paint.red('remove'), later: 'later' }
  const rows = Array.from(decisions, ({ snapshot, action, reasons }) => [
    words[action],
    snapshot.id,
    snapshot.startedAt.slice(0, 16).replace('T', ' '),
    reasons.join(', '),
  ])
  const count = (action: Decided['action']) => decisions.count(action)
  const later = count('later') > 0 ? `, ${count('later')} later` : ''
  const time = seconds > 0 ? `, at least ${Math.round(seconds)} s under AWS's limits` : ''
  const counts = `${count('keep')} to keep, ${count('remove')} to remove${later}${time}.`
  return `${columnsWithin(width, [['ACTION', 'SNAPSHOT', 'DATA OF (UTC)', 'WHY'], ...rows])}\n${counts}\n`
}
