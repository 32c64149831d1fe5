import type { JsonObject } from '../json.ts'

interface PastOperation {
  readonly kind: string
  readonly outcome: string
  readonly facts: JsonObject
}

/** Operations that give hosts an image, and note it as the fact `image`. */
const kinds: ReadonlySet<string> = new Set(['config apply', 'deploy', 'rollback'])

/**
 * The last good operation that brought the image which the environment is to run. A deployment does, and a
 * version with it.
 * @param entries of one environment, newest first
 */
export function broughtImage<E extends PastOperation>(entries: readonly E[]): E | undefined {
  return entries.find(
    ({ kind, outcome, facts }) =>
      kinds.has(kind) && outcome === 'done' && typeof facts['image'] === 'string',
  )
}
