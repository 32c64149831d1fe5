import { releaseText } from '../domain/deployment/release.ts'
import { columns } from './columns.ts'
import { type JudgingSeen, judgingText, verdictsText } from './judging-view.ts'
import type { Paint } from './paint.ts'
import { trafficBar } from './traffic-bar.ts'

interface Status {
  readonly environment: string
  /** ISO 8601. */
  readonly at: string
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
    readonly judging: JudgingSeen | null
  } | null
}

/**
 * Who serves and what is under way, in a few lines; while a weight is judged, what the gates said last.
 * @param width columns of the terminal
 */
export function statusText(status: Status, paint: Paint, width = 80): string {
  const bar = Math.max(10, Math.min(40, width - 52))
  const rows = status.colours.map(({ colour, percent, desired, hosts }) => {
    const healthy = hosts.filter(({ health }) => health === 'healthy').length
    const share = `${Math.round(percent * 10) / 10} %`.padStart(5)
    const count = `${healthy} of ${desired} healthy`
    const drawn = trafficBar(percent, bar, paint)
    return [colour, drawn, percent > 0 ? paint.bold(share) : share, count]
  })
  const { release, running } = status
  const judging = running?.judging ?? null
  const facts = [
    ['release', release === null ? 'not known' : releaseText(release)],
    ...unhealthyRows(status, paint),
    ['running', running === null ? 'nothing' : runningText(running)],
    ...(judging === null ? [] : [['judging', judgingText(judging, status.at)]]),
  ]
  const said = judging === null ? '' : `\n${verdictsText(judging, paint, width)}`
  return `${columns(rows)}\n${columns(facts)}${said}`
}

function unhealthyRows({ colours }: Status, paint: Paint) {
  const hosts = colours.flatMap((one) => one.hosts.map((host) => ({ ...host, of: one.colour })))
  const sick = hosts.filter(({ health }) => health !== 'healthy')
  return sick.map(({ id, health, of }) => ['unwell', paint.yellow(`${of} ${id} ${health}`)])
}

function runningText({ operation, request }: NonNullable<Status['running']>): string {
  if (request === null) return operation
  const words = request.word === 'hold' ? 'held' : `${request.word} asked`
  return `${operation}  (${words} by ${request.by})`
}

/**
 * What of a status is news where lines cannot be redrawn: time that goes by is none.
 */
export function statusNews(status: Status): string {
  const { colours, running } = status
  const judging = running?.judging
  const verdicts = judging?.verdicts.map(({ gate, outcome }) => [gate, outcome])
  return JSON.stringify([colours, running?.request, judging?.weight, judging?.next.way, verdicts])
}

/** What was asked, and of whom. */
export function requestText(request: {
  readonly word: string
  readonly operation: string
}): string {
  return `${request.word} asked of ${request.operation}; it listens every 2 s\n`
}
