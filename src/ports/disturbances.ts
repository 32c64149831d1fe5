import type { Disturbance } from '../domain/deployment/rehearsal.ts'

/** What can be made to go wrong between opsctl and the environment, and ended again. */
export interface Disturbances {
  /** In force when it resolves, for calls at once and for hosts within seconds. @returns its id */
  set(what: Disturbance): Promise<string>
  /** How many calls it has hit; null for one that hits none. */
  hits(id: string): Promise<number | null>
  clear(id: string): Promise<void>
}
