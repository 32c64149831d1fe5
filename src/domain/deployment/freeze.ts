/** A time in which nothing is deployed, as opsctl.yaml names it. */
export interface Freeze {
  /** ISO 8601 with its offset. */
  readonly from: string
  readonly until: string
  readonly reason: string
}

/** The freeze that holds at this moment; null when there is none. `until` is the first free moment. */
export function freezeAt(freezes: readonly Freeze[], now: Date): Freeze | null {
  const time = now.getTime()
  return freezes.find((one) => Date.parse(one.from) <= time && time < Date.parse(one.until)) ?? null
}
