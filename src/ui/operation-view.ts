import type { Paint } from './paint.ts'

/** How an operation ended, as the views and `--json` need it. */
export interface OperationResult {
  readonly id: string
  readonly outcome: string
  readonly changed: boolean
  readonly steps: readonly { readonly id: string; readonly outcome: string }[]
}

/** One line at the end of a changing command, with the command that tells more as it is typed. */
export function operationText(
  end: OperationResult,
  environment: string,
  paint: Paint,
  dryRun: boolean,
): string {
  if (dryRun) return 'Dry run: nothing was changed.\n'
  const word = end.outcome === 'done' ? paint.green('done') : end.outcome
  return `${word}  ${end.id}  (opsctl history show ${end.id} -e ${environment})\n`
}
