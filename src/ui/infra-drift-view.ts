import type { PlannedChange } from '../domain/plan/summary.ts'
import type { Paint } from './paint.ts'
import { changeLines } from './plan-view.ts'

/** What differs, by who has to answer for it. */
interface DriftResult {
  readonly outside: readonly PlannedChange[]
  readonly pending: readonly PlannedChange[]
}

/** Drift for a person: outside changes with their attributes, pending ones by name. */
export function infraDriftText({ outside, pending }: DriftResult, paint: Paint): string {
  const head =
    outside.length === 0
      ? 'No drift: what is there is what the state says.\n'
      : `${paint.yellow('Changed outside of the code')}: ${outside.length}\n`
  const lines = outside.flatMap((change) => changeLines(change, paint))
  const rest =
    pending.length === 0
      ? ''
      : `\nNot applied yet (opsctl infra plan): ${pending.length}\n${pending
          .map((change) => `  ${changeLines({ ...change, attributes: [] }, paint)[0]?.trim()}`)
          .join('\n')}\n`
  return `${head}${lines.length > 0 ? `${lines.join('\n')}\n` : ''}${rest}`
}
