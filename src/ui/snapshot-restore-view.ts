import type { JsonObject } from '../domain/json.ts'

interface PlanAfter {
  readonly empty: boolean
  readonly destroys: number
  readonly changes: readonly string[]
}

/** What serves now, how long it took, what the next plan says, and the way back. */
export function restoredText(facts: JsonObject): string {
  const made = String(facts['volume'] ?? facts['database'])
  const { live, recoverySeconds, wayBack } = facts
  if (recoverySeconds === undefined)
    return `${made} holds the data of ${String(facts['dataAt'])}.\n`
  const after = facts['planAfter'] as unknown as PlanAfter
  const plan = after.empty ? 'changes nothing' : after.changes.join(', ')
  const { aside } = facts
  return [
    // Instances of RDS exchange their names, volumes do not.
    aside === undefined
      ? `${made} serves in the place of ${String(live)}, which is kept.`
      : `The restored data serves as ${String(live)}; what was there is kept as ${String(aside)}.`,
    `Down and back in ${String(recoverySeconds)} s. The next infra plan: ${plan}.`,
    `Way back: ${String(wayBack)}`,
    '',
  ].join('\n')
}
