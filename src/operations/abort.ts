import { abortOperation } from '../engine/index.ts'
import { type TakenUp, type TakeUpDeps, takeUp } from './take-up.ts'

/** Puts an unfinished operation back. @throws also UNDO_FAILED (exit 6), beside what `takeUp` throws */
export async function abort(id: string | undefined, deps: TakeUpDeps): Promise<TakenUp> {
  const operation = await takeUp(id, 'abort', deps)
  return operation ? abortOperation(operation, deps) : 'nothing'
}
