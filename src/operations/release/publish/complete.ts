import type { Facts } from '../../../engine/step.ts'
import type { Publishing, PublishStep } from './context.ts'

/**
 * What stands where, when every step finds its work done: then there is nothing to begin an operation
 * for. Null as soon as one does not.
 */
export async function alreadyComplete(
  steps: readonly PublishStep[],
  context: Publishing,
): Promise<Facts | null> {
  let facts: Facts = {}
  const idle = { folder: '', again: false, signal: new AbortController().signal, news() {} }
  for (const step of steps) {
    const done = (await step.done?.(context, { ...idle, facts })) ?? false
    if (done === false) return null
    if (done !== true) facts = { ...facts, ...done }
  }
  return facts
}
