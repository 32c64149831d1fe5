import { Chalk, type ChalkInstance } from 'chalk'

/** Colours for one stream, or none: decided once by cli, never by a view. */
export type Paint = ChalkInstance

export function paintFor(colour: boolean): Paint {
  return new Chalk({ level: colour ? 1 : 0 })
}
