import type { InfraContext } from './context.ts'
import { checkAccount, initialise, lockedOr, type MadePlan, makePlan } from './terraform-run.ts'

/**
 * What `infra up` would do, without doing it. The plan file goes to `out`, an absolute path, and is
 * the caller's to keep or to remove.
 */
export async function infraPlan(
  c: InfraContext,
  out: string,
  news: (line: string) => void,
): Promise<MadePlan> {
  await checkAccount(c)
  await initialise(c)
  try {
    return await makePlan(c, out, false, news)
  } catch (error) {
    throw lockedOr(error, c)
  }
}
