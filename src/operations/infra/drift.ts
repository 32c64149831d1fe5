import type { PlannedChange } from '../../domain/plan/summary.ts'
import type { InfraContext } from './context.ts'
import { lockedOr, planInto } from './terraform-run.ts'
import { whileChecked } from './while-checked.ts'

/** What is not as the code says, by who has to answer for it. */
export interface Drift {
  /** Changed outside of Terraform: the world differs from the state. */
  readonly outside: readonly PlannedChange[]
  /** Not applied yet: the code differs from the state. */
  readonly pending: readonly PlannedChange[]
}

/**
 * Compares world, state and code; changes none of them. Two plans tell the outside changes from the
 * pending ones: one that only refreshes, and one that believes the state. `scratch` is the absolute
 * path of a file that the caller removes.
 */
export async function infraDrift(
  c: InfraContext,
  scratch: string,
  news: (line: string) => void,
): Promise<Drift> {
  await c.files.makeEmpty(scratch)
  try {
    return await whileChecked(c, async (signal) => {
      const world = await planInto(
        c,
        scratch,
        { mode: 'refresh-only', refresh: true },
        news,
        signal,
      )
      const code = await planInto(c, scratch, { mode: 'normal', refresh: false }, news, signal)
      return { outside: world.summary.drift, pending: code.summary.changes }
    })
  } catch (error) {
    throw lockedOr(error, c)
  }
}
