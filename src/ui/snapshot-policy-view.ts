import { columns } from './columns.ts'
import type { Paint } from './paint.ts'

interface Status {
  readonly policies: readonly {
    readonly by: string
    readonly name: string
    readonly idle: string | null
  }[]
  readonly holders: readonly {
    readonly id: string
    readonly holdsData: boolean
    readonly coveredBy: readonly string[]
  }[]
  readonly unread: readonly string[]
}

/** A row a volume or database with the policies that copy it, then what no policy copies. */
export function policyStatusText({ policies, holders, unread }: Status, paint: Paint): string {
  const rows = holders.map(({ id, holdsData, coveredBy }) => [
    id,
    holdsData ? 'data' : '-',
    coveredBy.length > 0
      ? paint.green(coveredBy.join(', '))
      : holdsData
        ? paint.red('no policy')
        : 'no policy',
  ])
  const bare = holders.filter((one) => one.holdsData && one.coveredBy.length === 0)
  const lines = [
    rows.length === 0
      ? 'There is no volume and no database.\n'
      : columns([['VOLUME OR DATABASE', 'HOLDS', 'COPIED BY'], ...rows]),
    ...policies
      .filter((one) => one.idle !== null)
      .map(({ by, name, idle }) => `${by} ${name} copies nothing: ${idle}.\n`),
    ...unread.map((what) => paint.yellow(`Could not be read: ${what}.`)).map((line) => `${line}\n`),
    bare.length === 0
      ? 'All that holds data is copied by a policy.\n'
      : `${bare.length} of what holds data ${bare.length === 1 ? 'is' : 'are'} copied by no policy.\n`,
  ]
  return lines.join('')
}
