import type { JsonObject } from '../../domain/json.ts'
import type { OperationEnd } from '../../engine/index.ts'
import { OpsctlError } from '../../errors/index.ts'
import type { EnvironmentPlace } from './environment-place.ts'
import { type OperationKind, runNew } from './operations.ts'
import { putBackOwn } from './put-back-own.ts'

/**
 * Runs an operation that must leave nothing behind: when it fails or is interrupted, what it had
 * begun is put back at once, as `opsctl abort` would. Only a kill leaves that to a person.
 */
export async function runTidy(
  place: EnvironmentPlace,
  kind: OperationKind,
  input: JsonObject,
): Promise<OperationEnd> {
  try {
    return await runNew(place, kind, input)
  } catch (error) {
    const put = await putBackOwn(place, kind)
    if (!put || !(error instanceof OpsctlError)) throw error
    throw error.saying({ now: 'Everything that was begun was put back.', next: [] })
  }
}
