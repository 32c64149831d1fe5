import type { Paint } from './paint.ts'

/**
 * A share of the requests as a bar of so many characters. Any share above 0 shows, and none but all of
 * them fills it: what is drawn never hides that somebody is sent there.
 */
export function trafficBar(percent: number, width: number, paint: Paint): string {
  const exact = Math.round((percent / 100) * width)
  const least = percent > 0 ? 1 : 0
  const most = percent < 100 ? width - 1 : width
  const full = Math.min(most, Math.max(least, exact))
  return paint.cyan('█'.repeat(full)) + paint.dim('░'.repeat(width - full))
}
