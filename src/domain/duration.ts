const units = { s: 1, m: 60, h: 3600 } as const

/** Seconds of `60s`, `5m` or `1h`; null when the text is no such duration. */
export function secondsOf(text: string): number | null {
  const [, count, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? []
  return count === undefined ? null : Number(count) * units[unit as keyof typeof units]
}

/** Seconds of a duration such as `24h`, as the schema of opsctl.yaml lets it through. */
export function durationSeconds(text: string): number {
  return Number(text.slice(0, -1)) * units[text.slice(-1) as keyof typeof units]
}

/** Milliseconds of `500ms` or `2s`, as the schema of opsctl.yaml lets them through. */
export function milliseconds(text: string): number {
  return text.endsWith('ms') ? Number(text.slice(0, -2)) : Number(text.slice(0, -1)) * 1000
}
