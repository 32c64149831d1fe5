import { columns } from './columns.ts'
import type { Paint } from './paint.ts'
import { ageText } from './snapshot-age.ts'

interface Check {
  readonly name: string
  readonly good: boolean
  readonly found: string
}

/** What a verification found, as its operation's facts tell it. */
export interface Verified {
  readonly snapshot: string
  readonly checks: readonly Check[]
  readonly recoverySeconds: number | null
  readonly dataAgeSeconds: number
}

/** A row a check, then what the restore took and how old the data was. */
export function verifiedText(verified: Verified, paint: Paint): string {
  const rows = verified.checks.map(({ name, good, found }) => [
    good ? paint.green('yes') : paint.red('NO'),
    name,
    found.split('\n')[0] ?? '',
  ])
  const took =
    verified.recoverySeconds === null
      ? 'It never answered'
      : `Back in ${verified.recoverySeconds} s`
  const age = ageText(verified.dataAgeSeconds)
  return `${columns(rows)}\n${verified.snapshot}: ${took}, data ${age} old.\n`
}
