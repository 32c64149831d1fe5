import { columnsWithin } from './columns.ts'
import type { Paint } from './paint.ts'
import { ageText } from './snapshot-age.ts'

interface Listed {
  readonly id: string
  readonly source: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly ageSeconds: number
  readonly state: string
  readonly sizeGib: number
  readonly version: string | null
  readonly verified: {
    readonly good: boolean
    /** ISO 8601. */
    readonly at: string
    readonly recoverySeconds: number | null
  } | null
  readonly keptBy: readonly string[]
  /** null: not asked. */
  readonly exposed: readonly string[] | null
}

/** A row a snapshot, newest first; `width` as `columnsWithin` takes it. */
export function snapshotsText(
  snapshots: readonly Listed[],
  paint: Paint,
  width: number | null,
): string {
  if (snapshots.length === 0) return 'There is no snapshot.\n'
  // A column only for those who asked.
  const opening = (one: Listed) =>
    one.exposed === null ? [] : [one.exposed.length > 0 ? paint.red(one.exposed.join(', ')) : 'no']
  const rows = snapshots.map((one) => [
    one.id,
    one.source,
    ageText(one.ageSeconds),
    `${one.sizeGib} GiB`,
    one.version ?? '-',
    one.state === 'completed' ? verdict(one, paint) : paint.yellow(one.state),
    ...opening(one),
    one.keptBy.length > 0 ? one.keptBy.join(', ') : 'nothing',
  ])
  const exposed = snapshots[0]?.exposed === null ? [] : ['EXPOSED']
  return columnsWithin(width, [
    ['SNAPSHOT', 'SOURCE', 'AGE', 'SIZE', 'VERSION', 'VERIFIED', ...exposed, 'KEPT BY'],
    ...rows,
  ])
}

function verdict({ verified, startedAt, ageSeconds }: Listed, paint: Paint): string {
  if (verified === null) return 'never'
  const after = (Date.parse(verified.at) - Date.parse(startedAt)) / 1000
  const ago = `${ageText(ageSeconds - after)} ago`
  if (!verified.good) return paint.red(`BAD, ${ago}`)
  const took = verified.recoverySeconds === null ? '' : ` in ${verified.recoverySeconds} s`
  return paint.green(`${ago}${took}`)
}
