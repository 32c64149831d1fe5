import { setImmediate } from 'node:timers/promises'
import type { InfraContext } from './context.ts'
import { initialiseAnew, isInitialised } from './initialise.ts'
import { checkAccount } from './terraform-run.ts'
import { assertStateSaved } from './unsaved-state.ts'

/**
 * For work that only reads: asks STS who we are while Terraform is at work already, so that the answer
 * costs no time. With another account's credentials Terraform is interrupted, and whatever it found is
 * never shown. A folder that must be initialised first waits for the answer: that fetches and writes.
 * @throws OpsctlError WRONG_ACCOUNT, NO_CREDENTIALS, ACCOUNT_UNKNOWN, before anything that `work` throws
 */
export async function whileChecked<T>(
  c: InfraContext,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  await assertStateSaved(c)
  if (!(await isInitialised(c))) {
    await checkAccount(c)
    await initialiseAnew(c)
    return work(c.signal)
  }
  const stop = new AbortController()
  const working = work(AbortSignal.any([c.signal, stop.signal]))
  // A turn later, when Terraform has been started: it works in another process while this one is
  // held up by loading what speaks to STS.
  const checking = setImmediate()
    .then(() => checkAccount(c))
    .catch((error: unknown) => {
      stop.abort()
      throw error
    })
  const [made, account] = await Promise.allSettled([working, checking])
  if (account.status === 'rejected') throw account.reason
  if (made.status === 'rejected') throw made.reason
  return made.value
}
