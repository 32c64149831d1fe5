import { join } from 'node:path'
import type { JsonObject } from '../../domain/json.ts'
import { abortOperation, type OperationEnd, unfinishedOperations } from '../../engine/index.ts'
import { OpsctlError } from '../../errors/index.ts'
import { type EnvironmentPlace, engineDeps } from './environment-place.ts'
import { buildersFor, type OperationKind, runNew } from './operations.ts'

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
    const put = await putBack(place, kind)
    if (!put || !(error instanceof OpsctlError)) throw error
    const { code, kind: how, message, details, cause } = error
    const now = 'Everything that was begun was put back.'
    throw new OpsctlError({ code, kind: how, message, now, next: [], details, cause })
  }
}

async function putBack(place: EnvironmentPlace, kind: OperationKind): Promise<boolean> {
  const { workplace, loaded, environment } = place
  const folder = join(loaded.project, '.opsctl', 'operations')
  const open = (await unfinishedOperations(workplace.files, folder)).find(
    ({ begin, attempts }) =>
      begin.environment === environment.name &&
      begin.kind === kind &&
      attempts.at(-1)?.pid === process.pid,
  )
  const build = buildersFor(place).get(kind)
  if (open === undefined || build === undefined) return false
  workplace.progress.note('Putting back what was begun.')
  // The interrupt was heard; what is left to do is to tidy up, which is not to be interrupted.
  const deps = { ...(await engineDeps(place)), signal: new AbortController().signal }
  await abortOperation(await build(open.begin), deps)
  return true
}
