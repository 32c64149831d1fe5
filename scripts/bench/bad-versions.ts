import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type LoadReport, startLoad } from '../load.ts'
import { machine, median } from './measure.ts'
import { env, opsctl, result, root, say } from './on-the-stack.ts'

const operations = join(root, '.opsctl', 'operations')
const canary = ['--strategy', 'canary', '--weights', '25,100', '--bake', '30s', '--warm', '0s']
/** Seconds from the first gate that said no until everything was as before. */
const limit = 60
const requestRate = 50

/** Stages of api/Dockerfile (api/demo/README.md), each bad in its own way. */
const stages = ['faulty', 'slow', 'crashing', 'unready'] as const

interface Taken {
  readonly stage: string
  /** Null where it was not taken back by itself. */
  readonly seconds: number | null
  /** From the failed gate to the old weights; null where they had not moved. */
  readonly weightsSeconds: number | null
  readonly step: string
  readonly took: number
  readonly requests: LoadReport
}

/**
 * `npm run bench -- bad-versions [ROUNDS]`: on the quickstart's environment, deploys every bad version
 * so many times (5) while requests flow, and says how long after its first gate failed everything was
 * as before. The times are the journal's. About 100 s each on a quiet machine; exit 1 when one of them
 * was not back in time, or was not taken back.
 */
export async function bench([rounds = '5']: readonly string[]): Promise<void> {
  const address = String(result(await opsctl('sandbox', 'up'))['loadBalancer'])
  const versions = await publish()
  const all: Taken[] = []
  for (let round = 0; round < Number(rounds); round++) {
    for (const stage of stages) {
      const one = await takenBack(stage, versions[stage], address)
      all.push(one)
      say(lineOf(one))
    }
  }
  const good = all.filter(({ seconds }) => seconds !== null && seconds <= limit)
  say(`\n${machine()}`)
  for (const stage of stages) {
    const times = all.flatMap((one) => (one.stage === stage ? (one.seconds ?? []) : []))
    const worst = Math.max(...times)
    say(`${stage.padEnd(9)} median ${median(times).toFixed(1)} s, longest ${worst.toFixed(1)} s`)
  }
  say(`${good.length} of ${all.length} back within ${limit} s`)
  if (good.length < all.length) process.exitCode = 1
}

/** Builds and pushes each; the same version again is the same image. */
async function publish(): Promise<Record<(typeof stages)[number], string>> {
  const version = readFileSync(join(root, 'VERSION'), 'utf8').trim()
  const entries: [string, string][] = []
  for (const stage of stages) {
    const as = ['--as', `${version}-${stage}`]
    result(await opsctl('image', 'build', '--stage', stage, ...as))
    result(await opsctl('image', 'push', ...env, ...as))
    entries.push([stage, `${version}-${stage}`])
  }
  return Object.fromEntries(entries) as Record<(typeof stages)[number], string>
}

async function takenBack(stage: string, version: string, address: string): Promise<Taken> {
  const before = new Set(readdirSync(operations))
  const load = startLoad(`${address}/items`, requestRate)
  const began = performance.now()
  const { code, error } = await opsctl('deploy', version, ...env, ...canary)
  const took = (performance.now() - began) / 1000
  const requests = await load.stop()
  const id = readdirSync(operations).find((one) => !before.has(one) && /^\d{8}t/.test(one)) ?? ''
  const { step, seconds, weightsSeconds } = timesIn(join(operations, id, 'journal.jsonl'))
  if (code !== 5) say(`${version}: exit ${code}: ${error}`)
  const back = code === 5 ? seconds : null
  return { stage, seconds: back, weightsSeconds, step, took, requests }
}

/** Seconds after the step that failed, as the journal has them (docs/formats.md). */
function timesIn(journal: string): Pick<Taken, 'step' | 'seconds' | 'weightsSeconds'> {
  const lines = readFileSync(journal, 'utf8').trim().split('\n')
  const events = lines.map((line) => (JSON.parse(line) as { event: Record<string, string> }).event)
  const no = events.find(({ type, outcome }) => type === 'outcome' && outcome === 'failed')
  const since = (event: Record<string, string> | undefined) =>
    event === undefined || no === undefined
      ? null
      : (Date.parse(event['at'] ?? '') - Date.parse(no['at'] ?? '')) / 1000
  const moved = events.findLast(
    ({ type, step }) => type === 'undo-outcome' && step?.startsWith('shift-'),
  )
  const end = events.find(({ type, outcome }) => type === 'end' && outcome === 'aborted')
  return { step: no?.['step'] ?? '', seconds: since(end), weightsSeconds: since(moved) }
}

function lineOf({ stage, seconds, weightsSeconds, step, took, requests }: Taken): string {
  const back = seconds === null ? 'NOT TAKEN BACK' : `back in ${seconds.toFixed(1)} s`
  const weights = weightsSeconds === null ? '' : ` (weights ${weightsSeconds.toFixed(1)} s)`
  const met = requestsText(requests)
  return `${stage.padEnd(9)} ${back}${weights} after ${step}; ${met}; ${took.toFixed(0)} s in all`
}

/** How many failed; with what and between when, where any did. */
function requestsText({ sent, failed, answers, failures, longest }: LoadReport): string {
  const count = `${failed} of ${sent} requests failed, longest ${(longest / 1000).toFixed(1)} s`
  if (failed === 0) return count
  const when = [failures[0]?.at ?? '', failures.at(-1)?.at ?? ''].join(' to ')
  return `${count} (${JSON.stringify(answers)}, the first ${failures.length} ${when})`
}
