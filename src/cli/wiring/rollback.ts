import { operationText } from '../../ui/operation-view.ts'
import type { Paint } from '../../ui/paint.ts'
import { servesText } from '../../ui/serves-view.ts'
import type { Answer } from '../answer.ts'
import type { Call } from './call.ts'
import { asInput, rollbackInput } from './deploy-input.ts'
import { openEnvironment } from './environment-place.ts'
import { runNew } from './operations.ts'
import { openWorkplace } from './workplace.ts'

/** The flags of `rollback` that are its own. */
interface RollbackFlags {
  readonly env: string
  readonly to: string | undefined
  readonly 'dry-run': boolean
}

/**
 * The body of `rollback`, by whichever way it was reached (cli/express-rollback.ts). It takes as much of
 * the wiring as it needs: in an outage each part of the rest is waiting time.
 * @param paint for stdout
 */
export async function rollbackAnswer(
  call: Call,
  { env, to, 'dry-run': dryRun }: RollbackFlags,
  paint: Paint,
): Promise<Answer> {
  const place = await openEnvironment(openWorkplace(call), env)
  const input = await rollbackInput(place, to)
  const end = await runNew(place, 'rollback', asInput(input))
  const serves = dryRun ? '' : servesText(end.facts)
  return { result: end, text: serves + operationText(end, env, paint, dryRun) }
}
