import { resumeOperation } from '../engine/index.ts'
import { type TakenUp, type TakeUpDeps, takeUp } from './take-up.ts'

/** Goes on with an unfinished operation. @throws what `takeUp` and the engine throw */
export async function resume(id: string | undefined, deps: TakeUpDeps): Promise<TakenUp> {
  const operation = await takeUp(id, 'resume', deps)
  return operation ? resumeOperation(operation, deps) : 'nothing'
}
