import type { Running } from '../../engine/step.ts'

/** A fact that an earlier step found, as text. */
export function text(at: Pick<Running, 'facts'>, name: string): string {
  return String(at.facts[name])
}
