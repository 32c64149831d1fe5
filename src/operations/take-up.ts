import type { JsonObject } from '../domain/json.ts'
import {
  type EngineDeps,
  knownOperations,
  type Operation,
  type OperationEnd,
  type OperationState,
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

/** For the commands that an error proposes. */
export type TakeUpVerb = 'resume' | 'abort'

/**
 * The operation that `resume` or `abort` is about, with its steps.
 * @returns null when no operation is unfinished
 * @throws OpsctlError OPERATION_NOT_REBUILT, and what `chooseOperation` throws
 */
export async function takeUp(
  id: string | undefined,
  verb: TakeUpVerb,
  deps: TakeUpDeps,
): Promise<Operation | null> {
  const state = await chooseOperation(id, verb, deps)
  return state && rebuild(state, deps.builders)
}

/**
 * The one that is named (a unique prefix will do), or the only unfinished one.
 * @returns null when none is named and none is unfinished
 * @throws OpsctlError SEVERAL_UNFINISHED, UNKNOWN_OPERATION, AMBIGUOUS_OPERATION
 */
export async function chooseOperation(
  id: string | undefined,
  verb: TakeUpVerb,
  deps: Pick<EngineDeps, 'files' | 'operationsFolder'>,
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
