import { abortOperation, unfinishedOperations } from '../../engine/index.ts'
import { type EnvironmentPlace, engineDeps } from './environment-place.ts'
import { buildersFor, type OperationKind } from './operations.ts'

/**
 * Puts back what this very process left unfinished in the environment, as `opsctl abort` would.
 * @returns false when it left nothing of this kind
 * @throws OpsctlError UNDO_FAILED and those of abortOperation
 */
export async function putBackOwn(place: EnvironmentPlace, kind: OperationKind): Promise<boolean> {
  const { workplace, environment } = place
  const engine = await engineDeps(place)
  const { hostToken, pid, processStart } = engine.who
  const open = (await unfinishedOperations(workplace.files, engine.operationsFolder)).find(
    ({ begin, attempts }) => {
      const last = attempts.at(-1)
      return (
        begin.environment === environment.name &&
        begin.kind === kind &&
        last?.pid === pid &&
        // In a container every process has the same number.
        last.hostToken === hostToken &&
        last.processStart === processStart
      )
    },
  )
  const build = buildersFor(place).get(kind)
  if (open === undefined || build === undefined) return false
  workplace.progress.note('Putting back what was begun.')
  // The interrupt was heard; what is left to do is to tidy up, which is not to be interrupted.
  const deps = { ...engine, signal: new AbortController().signal }
  await abortOperation(await build(open.begin), deps)
  return true
}
