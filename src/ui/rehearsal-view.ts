import {
  candidateOf,
  isShown,
  type Rehearsal,
  type RehearsedDeployment,
} from '../domain/deployment/rehearsal.ts'
import { otherColour } from '../domain/traffic/colour.ts'
import { percentOf } from '../domain/traffic/weights.ts'
import { columns } from './columns.ts'
import type { Paint } from './paint.ts'

/** What each fault is called where people read. */
export const faultTitles: Readonly<Record<RehearsedDeployment['fault'], string>> = {
  unhealthy: 'unhealthy new hosts',
  throttle: 'throttled calls',
  'lost-reply': 'lost replies',
  interrupt: 'interrupt',
}

/** A line for each fault, then whatever is not as it must be, then the verdict. */
export function rehearsalText(rehearsal: Rehearsal, report: string, paint: Paint): string {
  const rows = rehearsal.deployments.map((one) => [
    faultTitles[one.fault],
    `exit ${one.exitCode}`,
    sharesOf(one),
    one.backSeconds === null ? '' : seconds(one.backSeconds),
    one.hits === null ? '' : `${one.hits} hit`,
    verdictOf(one, paint),
  ])
  const untried = rehearsal.untried.map((fault) => [
    faultTitles[fault],
    '',
    '',
    '',
    '',
    'not tried',
  ])
  const head = ['FAULT', 'ENDED', 'OLD HOSTS GOT', 'BACK IN', 'CALLS', ''].map((word) =>
    paint.dim(word),
  )
  return [
    `${headline(rehearsal)}\n\n`,
    columns([head, ...rows, ...untried]),
    ...rehearsal.deployments.flatMap(complaints).map((line) => `${paint.yellow(line)}\n`),
    `\n${verdict(rehearsal, paint)}\n`,
    `Report: ${report}\n`,
  ].join('')
}

/** `Rehearsed 1.4.0 on sandbox, canary: 4 faults in 312 s`. */
export function headline({
  version,
  environment,
  strategy,
  deployments,
  seconds: took,
}: Rehearsal): string {
  const count = `${deployments.length} ${deployments.length === 1 ? 'fault' : 'faults'}`
  return `Rehearsed ${version} on ${environment}, ${strategy}: ${count} in ${Math.round(took)} s`
}

/** The serving colour's share before, at the fault and after: `100 > 75 > 100 %`. */
export function sharesOf({ weights }: RehearsedDeployment): string {
  const { before, during, after } = weights
  const old = otherColour(candidateOf({ weights: before }))
  const part = (one: typeof before) => Math.round(percentOf(one, old))
  return `${part(before)} > ${part(during)} > ${part(after)} %`
}

/** What is not as it must be, a line each, with the fault's name. */
export function complaints({ fault, wrong, left }: RehearsedDeployment): readonly string[] {
  return [...wrong, ...left].map((line) => `${faultTitles[fault]}: ${line}`)
}

export function seconds(value: number): string {
  return `${value.toFixed(1)} s`
}

/** One word for one deployment. */
export function wordOf({
  wrong,
  left,
}: RehearsedDeployment): 'restored' | 'shows nothing' | 'NOT RESTORED' {
  if (left.length > 0) return 'NOT RESTORED'
  return wrong.length > 0 ? 'shows nothing' : 'restored'
}

function verdictOf(one: RehearsedDeployment, paint: Paint): string {
  const word = wordOf(one)
  return word === 'restored' ? paint.green(word) : paint.red(word)
}

function verdict(rehearsal: Rehearsal, paint: Paint): string {
  if (isShown(rehearsal)) return paint.green('Every fault was taken back; nothing of it is left.')
  return paint.red('Not shown: see the lines above.')
}
