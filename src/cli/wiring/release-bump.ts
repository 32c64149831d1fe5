import { releaseBump } from '../../operations/release/bump.ts'
import type { Paint } from '../../ui/paint.ts'
import { releaseBumpText } from '../../ui/release-bump-view.ts'
import type { Answer } from '../answer.ts'
import type { Call } from './call.ts'
import { fromHere, type ReleasePlace, releaseContext, type ShortCuts } from './release-context.ts'

/** The flags of `release bump` that are its own; what was not given may be missing. */
export interface BumpFlags {
  readonly as?: string | undefined
  readonly pre?: string | undefined
  readonly 'infra-plan'?: string | undefined
}

/**
 * The body of `release bump`, by whichever way it was reached (cli/express.ts).
 * @param paint for stdout
 */
export async function bumpAnswer(
  call: Call,
  flags: BumpFlags,
  paint: Paint,
  shortCuts?: ShortCuts,
): Promise<Answer> {
  const context = await releaseContext(call, shortCuts)
  const { as = null, pre = null, 'infra-plan': plan } = flags
  const dataLosses = plan === undefined ? [] : await losses(context, fromHere(call, plan))
  const bumped = await releaseBump(context, { as, pre, dataLosses })
  const result = { ...bumped, skipped: call.flags['dry-run'] === true }
  return { result, text: releaseBumpText(result, paint) }
}

/** Late: a bump without a plan needs to know nothing of Terraform. */
async function losses(context: ReleasePlace, file: string): Promise<readonly string[]> {
  const { infraLosses } = await import('../../operations/release/infra-losses.ts')
  return infraLosses(context, file)
}
