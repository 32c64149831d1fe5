import type { Operation } from '../../engine/index.ts'
import type { StoredOperation } from '../../operations/take-up.ts'
import type { EnvironmentPlace } from './environment-place.ts'

/** Makes an operation of one kind, from the start or by `resume`. */
export type Build = (place: EnvironmentPlace, stored: StoredOperation) => Promise<Operation>

/** How each kind of operation is made. */
export type Builds<Kind extends string> = Readonly<Record<Kind, Build>>

/** What was journaled, with the steps and what they work with. */
export function operation<C>(
  stored: StoredOperation,
  steps: Operation<C>['steps'],
  context: C,
  effect: Operation['effect'],
  lock: boolean,
): Operation {
  return { ...stored, steps, context, effect, lock } as unknown as Operation
}
