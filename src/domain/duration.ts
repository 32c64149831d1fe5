const units = { s: 1, m: 60, h: 3600 } as const

/** Seconds of `60s`, `5m` or `1h`; null when the text is no such duration. */
export function secondsOf(text: string): number | null {
  const [, count, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? []
  return count === undefined ? null : Number(count) * units[unit as keyof typeof units]
}
