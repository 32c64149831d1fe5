import { badInput } from '../../errors/index.ts'
import type { RestoreWindow } from '../../ports/databases.ts'

const fix = 'a moment in UTC, such as 2026-11-24T09:30:00Z'

/**
 * Reads a moment to restore to. Only UTC is taken: a local time is another moment on another machine.
 * @returns ISO 8601 with milliseconds
 * @throws OpsctlError BAD_INPUT (exit 2)
 */
export function readMoment(text: string): string {
  const shaped = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text)
  const time = shaped ? Date.parse(text) : Number.NaN
  // A day that does not exist is moved into the next month by some parsers.
  const same =
    shaped && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 16))
  if (!same)
    throw badInput('--at', `${JSON.stringify(text.slice(0, 60))} is not a moment in UTC`, fix)
  return new Date(time).toISOString()
}

/** @throws OpsctlError BAD_INPUT (exit 2) for a moment that RDS cannot go back to */
export function refuseOutside(moment: string, window: RestoreWindow | null, name: string): void {
  if (window === null) {
    const rule = `${name} keeps no point-in-time backup (backup_days is 0)`
    throw badInput('--at', rule, 'restore a snapshot: opsctl snapshot list -e ENV')
  }
  const { from, until } = window
  if (moment >= from && moment <= until) return
  const rule = `${moment} is ${moment < from ? 'before' : 'after'} what ${name} can go back to`
  throw badInput('--at', rule, `between ${from} and ${until}`)
}
