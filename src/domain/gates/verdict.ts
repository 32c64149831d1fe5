/** What one gate says about one window of time. No data is not good data: that is `inconclusive`. */
export type Verdict = {
  readonly outcome: 'pass' | 'fail' | 'inconclusive'
  /** Name of the gate that judged. */
  readonly gate: string
  /** One sentence for the person who reads why a deployment went on, held or went back. */
  readonly reason: string
  /** How many requests or measurements it rests on; null where that cannot be counted. */
  readonly samples: number | null
}
