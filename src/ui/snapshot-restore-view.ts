import type { JsonObject } from '../domain/json.ts'
import type { Paint } from './paint.ts'

interface PlanAfter {
  readonly empty: boolean
  readonly destroys: number
  readonly changes: readonly string[]
}

/** What serves now, how long it took, what the next plan says, and the way back. */
export function restoredText(facts: JsonObject, environment: string, paint: Paint): string {
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
    ...(after.destroys > 0 ? [paint.red(destroying(after.destroys, environment))] : []),
    `Way back: ${String(wayBack)}`,
    '',
  ].join('\n')
}

/** What was adopted is never among it, or the restore had been refused: the code asks for the rest. */
function destroying(count: number, environment: string): string {
  const what = count === 1 ? 'one resource' : `${count} resources`
  return `It destroys or replaces ${what}, which this restore did not ask for. Before infra up: opsctl infra plan -e ${environment}`
}
