import type { JsonObject } from '../domain/json.ts'
import {
  abortOperation,
  type EngineDeps,
  knownOperations,
  type Operation,
  type OperationEnd,
  type OperationState,
  resumeOperation,
} from '../engine/index.ts'
import { operationNotRebuilt, severalUnfinished, unknownOperation } from '../errors/index.ts'

/** What a journal remembers of an operation; enough to build its steps again. */
export interface StoredOperation {
  readonly id: string
  readonly kind: string
  readonly environment: string
  readonly input: JsonObject
}

/** Kind (`infra up`) to the function that builds that operation from what was journaled. */
export type OperationBuilders = ReadonlyMap<
  string,
  (stored: StoredOperation) => Operation | Promise<Operation>
>

export interface TakeUpDeps extends EngineDeps {
  readonly builders: OperationBuilders
}

/** How resume or abort ended; `nothing` when no operation is unfinished. */
export type TakenUp = OperationEnd | 'nothing'

/**
 * Goes on with an unfinished operation: the one that is named (a unique prefix will do), or the
 * only one.
 * @throws OpsctlError SEVERAL_UNFINISHED, UNKNOWN_OPERATION, AMBIGUOUS_OPERATION and the engine's
 */
export async function resume(id: string | undefined, deps: TakeUpDeps): Promise<TakenUp> {
  const state = await chooseOperation(id, 'resume', deps)
  return state ? resumeOperation(await rebuild(state, deps.builders), deps) : 'nothing'
}

/** Puts an unfinished operation back; chosen as by `resume`. @throws also UNDO_FAILED (exit 6) */
export async function abort(id: string | undefined, deps: TakeUpDeps): Promise<TakenUp> {
  const state = await chooseOperation(id, 'abort', deps)
  return state ? abortOperation(await rebuild(state, deps.builders), deps) : 'nothing'
}

async function chooseOperation(
  id: string | undefined,
  verb: string,
  deps: TakeUpDeps,
): Promise<OperationState | null> {
  const known = await knownOperations(deps.files, deps.operationsFolder)
  const fitting = known.filter((state) =>
    id === undefined ? state.ended === null : state.begin.id.startsWith(id),
  )
  const exact = fitting.find((state) => state.begin.id === id)
  const ids = fitting.map((state) => state.begin.id)
  if (exact) return exact
  if (ids.length > 1) {
    throw id === undefined ? severalUnfinished(ids, verb) : unknownOperation(id, ids)
  }
  if (ids.length === 0 && id !== undefined) throw unknownOperation(id, [])
  return fitting[0] ?? null
}

async function rebuild(state: OperationState, builders: OperationBuilders): Promise<Operation> {
  const { id, kind, environment, input, version } = state.begin
  const builder = builders.get(kind)
  if (!builder) throw operationNotRebuilt(id, `"${kind}" is not known`, version)
  return builder({ id, kind, environment, input })
}
