import { join } from 'node:path'
import { abortOperation, unfinishedOperations } from '../../engine/index.ts'
import { type EnvironmentPlace, engineDeps } from './environment-place.ts'
import { buildersFor, type OperationKind } from './operations.ts'

/**
 * Puts back what this very process left unfinished in the environment, as `opsctl abort` would.
 * @returns false when it left nothing of this kind
 * @throws OpsctlError UNDO_FAILED and those of abortOperation
 */
export async function putBackOwn(place: EnvironmentPlace, kind: OperationKind): Promise<boolean> {
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
