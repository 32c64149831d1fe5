import type { Facts } from '../../../engine/step.ts'
import type { Publishing, PublishStep } from './context.ts'

/** Whether every step finds its work done: then there is nothing to begin an operation for. */
export async function alreadyComplete(
  steps: readonly PublishStep[],
  context: Publishing,
): Promise<boolean> {
  let facts: Facts = {}
  const idle = { folder: '', again: false, signal: new AbortController().signal, news() {} }
  for (const step of steps) {
    const done = (await step.done?.(context, { ...idle, facts })) ?? false
    if (done === false) return false
    if (done !== true) facts = { ...facts, ...done }
  }
  return true
}
