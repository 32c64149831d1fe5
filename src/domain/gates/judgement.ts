import type { Verdict } from './verdict.ts'

/** A verdict before the gate has put its name to it. */
export type Judgement = Omit<Verdict, 'gate'>

/** No decision can be made; the deployment holds. */
export function inconclusive(reason: string, samples: number | null = 0): Judgement {
  return { outcome: 'inconclusive', reason, samples }
}

/** A share as people write it: 0.0042 is `0.42 %`. */
export function percent(share: number): string {
  const value = share * 100
  return `${Number(value.toPrecision(value >= 10 ? 3 : 2))} %`
}
