import type { Verdict } from '../domain/gates/verdict.ts'
import type { Colour } from '../domain/traffic/colour.ts'

/** The time and the two colours that a gate is to compare. */
export interface GateWindow {
  /** Length of the window that ends now, in seconds. */
  readonly seconds: number
  /** The colour that is to take over. */
  readonly candidate: Colour
  /** The colour that serves until then. */
  readonly baseline: Colour
  /** Share of the requests that the candidate gets now, in percent. */
  readonly weight: number
}

/** Judges a candidate by evidence: measurements, requests of its own, or a command. */
export interface Gate {
  readonly name: string
  /** Never throws for want of an answer: what cannot be asked is `inconclusive`. */
  judge(window: GateWindow, signal: AbortSignal): Promise<Verdict>
}
