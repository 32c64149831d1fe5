import type { JsonObject } from '../domain/json.ts'

interface PlanAfter {
  readonly empty: boolean
  readonly destroys: number
  readonly changes: readonly string[]
}

/** What serves now, how long it took, what the next plan says, and the way back. */
export function restoredText(facts: JsonObject): string {
  const made = String(facts['volume'])
  const { live, recoverySeconds, wayBack } = facts
  if (live === undefined) return `${made} holds the data of ${String(facts['dataAt'])}.\n`
  const after = facts['planAfter'] as unknown as PlanAfter
  const plan = after.empty ? 'changes nothing' : after.changes.join(', ')
  return [
    `${made} serves in the place of ${String(live)}, which is kept.`,
    `Down and back in ${String(recoverySeconds)} s. The next infra plan: ${plan}.`,
    `Way back: ${String(wayBack)}`,
    '',
  ].join('\n')
}
