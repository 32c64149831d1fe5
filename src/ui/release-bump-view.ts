import type { Paint } from './paint.ts'
import { lastRelease, reasonsText, type StatusShown } from './release-status-view.ts'

type BumpShown = Pick<StatusShown, 'previous' | 'reasons' | 'counts' | 'dataLosses'> & {
  readonly version: string | null
  readonly written: readonly string[]
  /** A dry run: nothing was written. */
  readonly skipped: boolean
}

/** The version alone on the first line, so that a script can read it; below it why, and what was written. */
export function releaseBumpText(bumped: BumpShown, paint: Paint): string {
  const { version, written, previous, skipped } = bumped
  if (version === null) return `Nothing asks for a release since ${lastRelease(bumped)}.\n`
  const after = previous === null ? 'The first release.' : `After ${lastRelease(bumped)}.`
  const files =
    written.length === 0
      ? 'All files carried it already.'
      : `${skipped ? 'Would write' : 'Wrote'} ${written.join(', ')}.`
  return `${version}\n\n${after}\n${files}\n${reasonsText(bumped, paint)}`
}
