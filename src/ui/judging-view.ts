import { columns } from './columns.ts'
import type { Paint } from './paint.ts'

/** How a weight is judged, as far as a person wants to see it. */
export interface JudgingSeen {
  readonly candidate: string
  readonly weight: number
  readonly elapsed: number
  readonly bake: number
  readonly needsPass: boolean
  readonly verdicts: readonly {
    readonly outcome: string
    readonly gate: string
    readonly reason: string
    readonly samples: number | null
  }[]
  readonly next: { readonly way: string; readonly inSeconds: number }
  readonly at: string
}

/** Older than this a last word is told as such: the deployment looks every 2 s. */
const freshSeconds = 15

/**
 * One sentence: what is judged, for how long, and what comes when the time is up.
 * @param now ISO 8601, by the clock of whoever looks
 */
export function judgingText(judging: JudgingSeen, now: string): string {
  const { candidate, weight, elapsed, bake, needsPass, next, at } = judging
  const time = `${Math.min(Math.round(elapsed), bake)} of ${bake} s`
  const what = needsPass
    ? `${candidate} at ${weight} %, ${time}`
    : `old hosts stay ready, ${time} (${candidate} has ${weight} %)`
  const age = (Date.parse(now) - Date.parse(at)) / 1000
  const late = age > freshSeconds ? `; last word ${span(age)} ago` : ''
  return `${what}; ${nextText(next)}${late}`
}

function nextText({ way, inSeconds }: JudgingSeen['next']): string {
  if (way === 'on') return `goes on in ${span(inSeconds)}`
  if (way === 'hold') return `holds in ${span(inSeconds)} unless that changes`
  return `holding; goes back in ${span(inSeconds)}`
}

/** Seconds as people say them: `42 s`, `9 min 58 s`. */
function span(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  const minutes = Math.floor(whole / 60)
  return minutes === 0 ? `${whole} s` : `${minutes} min ${whole % 60} s`
}

const words: Readonly<Record<string, string>> = { inconclusive: 'unsure' }

/** What each gate said last, a row each; reasons are wrapped below themselves. */
export function verdictsText({ verdicts }: JudgingSeen, paint: Paint, width: number): string {
  const tone = (outcome: string) =>
    outcome === 'pass' ? paint.green : outcome === 'fail' ? paint.red : paint.yellow
  const heads = verdicts.map(({ outcome, gate, samples }) => [
    tone(outcome)(words[outcome] ?? outcome),
    gate,
    samples === null ? '' : samples.toLocaleString('en'),
  ])
  const aside = [
    6,
    ...[1, 2].map((at) => Math.max(7, ...heads.map((head) => head[at]?.length ?? 0))),
  ]
  const room = Math.max(20, width - aside.reduce((sum, one) => sum + one + 2, 0))
  const rows = verdicts.flatMap(({ reason }, at) =>
    wrapped(reason, room).map((line, n) => [...(n === 0 ? (heads[at] ?? []) : ['', '', '']), line]),
  )
  const head = ['', 'gate', 'samples', 'says'].map((word) => paint.dim(word))
  return columns([head, ...rows])
}

/** A text in lines of at most so many characters, broken between words. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`
    } else lines.push(word)
  }
  return lines
}
