import { releaseText } from '../domain/deployment/release.ts'
import { columns } from './columns.ts'
import type { Paint } from './paint.ts'

interface Status {
  readonly environment: string
  readonly colours: readonly {
    readonly colour: string
    readonly percent: number
    readonly desired: number
    readonly hosts: readonly { readonly id: string; readonly health: string }[]
  }[]
  readonly release: { readonly image: string; readonly version: string } | null
  readonly running: {
    readonly operation: string
    readonly request: { readonly word: string; readonly by: string } | null
  } | null
}

/** Who serves and what is under way, in a few lines. */
export function statusText(status: Status, paint: Paint): string {
  const rows = status.colours.map(({ colour, percent, desired, hosts }) => {
    const healthy = hosts.filter(({ health }) => health === 'healthy').length
    const sick = hosts.filter(({ health }) => health !== 'healthy')
    const words = sick.map(({ id, health }) => `${id} ${health}`).join(', ')
    const share = `${Math.round(percent * 10) / 10} %`
    const count = `${healthy} of ${desired} healthy`
    return [colour, percent > 0 ? paint.bold(share) : share, count, paint.yellow(words)]
  })
  const { release, running } = status
  const serves = release === null ? 'not known' : releaseText(release)
  const facts = [
    ['release', serves],
    ['running', running === null ? 'nothing' : runningText(running)],
  ]
  return `${columns(rows)}\n${columns(facts)}`
}

function runningText({ operation, request }: NonNullable<Status['running']>): string {
  return request === null ? operation : `${operation}  (${request.word} asked by ${request.by})`
}

/** What was asked, and of whom. */
export function requestText(request: {
  readonly word: string
  readonly operation: string
}): string {
  return `${request.word} asked of ${request.operation}; it listens every 2 s\n`
}
