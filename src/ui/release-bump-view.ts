import type { Paint } from './paint.ts'
import { isVersionZero, lastRelease, reasonsText, type StatusShown } from './release-status-view.ts'

type BumpShown = Pick<StatusShown, 'previous' | 'asked' | 'reasons' | 'counts' | 'dataLosses'> & {
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
  const zero =
    previous !== null && bumped.asked === 'major' && isVersionZero({ version })
      ? 'In version 0 a break moves MINOR; --as major leaves it.\n'
      : ''
  return `${version}\n\n${after}\n${files}\n${zero}${reasonsText(bumped, paint)}`
}
