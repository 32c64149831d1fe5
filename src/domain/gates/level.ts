import { inconclusive, type Judgement } from './judgement.ts'

export interface LevelLimits {
  readonly atMost: number
  /** How many times the old colour's level the new one's may be; null compares nothing. */
  readonly timesOld: number | null
  /** A pass needs this many scrapes in the window. */
  readonly needed: number
}

/**
 * Judges a level such as a share of CPU, or the result of a query of one's own: the mean over the
 * window against its limits. Scrapes of a gauge follow each other too closely to count as
 * independent samples, so there is no interval here, only the number of scrapes that must be there.
 * @param baseline the old colour's level; null when nothing may be compared.
 */
export function judgeLevel(
  candidate: number,
  baseline: number | null,
  scrapes: number,
  limits: LevelLimits,
): Judgement {
  const samples = Math.round(scrapes)
  const old = limits.timesOld === null || baseline === null ? null : baseline
  const against = [`limit ${short(limits.atMost)}`, ...(old === null ? [] : [`old ${short(old)}`])]
  const reason = `${short(candidate)} over ${samples} scrapes, ${against.join(', ')}`
  if (samples < limits.needed) {
    return inconclusive(`${reason}: ${limits.needed} scrapes are needed to tell`, samples)
  }
  const worse = old !== null && limits.timesOld !== null && candidate > old * limits.timesOld
  const outcome = candidate > limits.atMost || worse ? 'fail' : 'pass'
  return { outcome, reason, samples }
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}
