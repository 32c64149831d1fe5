import type { Verdict } from '../gates/verdict.ts'
import type { Colour } from '../traffic/colour.ts'

/** How far the time at one weight is gone; all in seconds. */
export interface Span {
  readonly elapsed: number
  /** How long the weight is judged. */
  readonly bake: number
  /** How long it may be undecided, or held by a person, after that. */
  readonly hold: number
  /** False: time alone is enough, as long as no gate says no (the old colour is kept warm). */
  readonly needsPass: boolean
}

/** What comes next if the gates go on saying what they say now. */
export interface NextDecision {
  /** `on`: the next step; `hold`: it stays undecided; `back`: everything is put back. */
  readonly way: 'on' | 'hold' | 'back'
  /** 0: now. */
  readonly inSeconds: number
}

/** What a deployment tells of one look at a weight. */
export interface Judging extends Span {
  readonly candidate: Colour
  /** The candidate's share of the requests in percent. */
  readonly weight: number
  readonly verdicts: readonly Verdict[]
  readonly next: NextDecision
  /** Time of the last `promote` that it has followed, so that one still pending can be told. */
  readonly answered: string | null
  /** ISO 8601, by the deploying machine's clock. */
  readonly at: string
}

/**
 * Decides by the time that is gone and by what is open. A fail is not looked at here: it ends the
 * judging at once.
 * @param held a person asked to stay at this weight
 */
export function nextDecision(
  { elapsed, bake, hold, needsPass }: Span,
  verdicts: readonly Verdict[],
  held: boolean,
): NextDecision {
  const open = verdicts.some(({ outcome }) => outcome === 'inconclusive')
  const enough = !held && !(open && needsPass)
  if (elapsed < bake) return { way: enough ? 'on' : 'hold', inSeconds: bake - elapsed }
  if (enough) return { way: 'on', inSeconds: 0 }
  return { way: 'back', inSeconds: Math.max(0, bake + hold - elapsed) }
}
