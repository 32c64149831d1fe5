import { type Judging, nextDecision } from '../../domain/deployment/judging.ts'
import type { Verdict } from '../../domain/gates/verdict.ts'
import type { Json } from '../../domain/json.ts'
import { otherColour } from '../../domain/traffic/colour.ts'
import type { Facts, Running, Step } from '../../engine/step.ts'
import { deployAborted, gateSaidNo } from '../../errors/index.ts'
import { admitLateHosts } from './admit.ts'
import { inAnyWeather } from './bring-up.ts'
import { tellJudging } from './bulletin.ts'
import type { DeployContext } from './context.ts'
import { factsOf } from './facts.ts'
import { type DeployRequest, readRequest } from './request.ts'
import { judgeTargets } from './targets-gate.ts'

/** Milliseconds between two looks: often enough to stop a bad release early. */
const pace = 2_000

/**
 * Watches the candidate at this weight for the bake time. One `fail` ends it at once. All gates must
 * pass at the end; one that cannot tell holds the deployment, and when the hold is over everything
 * goes back. Only a person may go on without evidence (`deploy promote`), and is named for it.
 */
export function judge(percent: number): Step<DeployContext> {
  return {
    id: `judge-${percent}`,
    title: `Judge the new hosts at ${percent} %`,
    effect: 'read',
    done: async (_, at) => factsOf(at).nothing,
    run: async (c, at) => {
      const how = { percent, seconds: c.patience.bake, needsPass: true }
      const { hosts, answered, ...judged } = await watch(c, at, how)
      const request = answered === undefined ? {} : { answered }
      return { hosts: hosts ?? [], ...request, [`judged-${percent}`]: judged }
    },
  }
}

/** Keeps the old colour ready for a while, still watching: going back now takes two calls. */
export const warm: Step<DeployContext> = {
  id: 'warm',
  title: 'Keep the old hosts ready',
  effect: 'read',
  done: async (c, at) => factsOf(at).nothing || c.patience.warm === 0,
  run: async (c, at) => {
    const how = { percent: 100, seconds: c.patience.warm, needsPass: false }
    return { hosts: (await watch(c, at, how))['hosts'] ?? [] }
  },
}

interface Watch {
  readonly percent: number
  readonly seconds: number
  /** False: time alone is enough, as long as no gate says no. */
  readonly needsPass: boolean
}

async function watch(c: DeployContext, at: Running, how: Watch): Promise<Facts> {
  const began = c.clock.now().getTime()
  const pause = Math.min(pace, Math.max(250, how.seconds * 250))
  let known = factsOf(at).hosts
  let told = ''
  for (;;) {
    at.signal.throwIfAborted()
    const elapsed = (c.clock.now().getTime() - began) / 1000
    const request = await readRequest(c.documents, c.environment.name, c.operation)
    if (request?.word === 'abort') throw deployAborted(request.by)
    // Told from an earlier one by itself, not by its time: the other machine's clock may be off.
    if (request?.word === 'promote' && request.at !== at.facts['answered']) {
      return {
        promotedBy: request.by,
        seconds: Math.round(elapsed),
        hosts: known,
        answered: request.at,
      }
    }
    known = await newcomers(c, at, known)
    const verdicts = await ask(c, at, { ...how, elapsed, known })
    refuse(verdicts, how.percent)
    const held = request?.word === 'hold' ? request : null
    const span = { elapsed, bake: how.seconds, hold: c.patience.hold, needsPass: how.needsPass }
    const next = nextDecision(span, verdicts, held !== null)
    if (next.inSeconds === 0 && next.way === 'on') {
      return { ...evidence(verdicts, elapsed), hosts: known }
    }
    if (next.inSeconds === 0) throw undecided(c, how.percent, verdicts, held)
    told = tell(at, told, { how, elapsed, verdicts, held })
    const bulletin = { ...span, weight: how.percent, verdicts, next }
    // In the pause, so that telling never delays judging.
    await Promise.all([publish(c, at, bulletin), c.clock.sleep(pause, at.signal)])
  }
}

function publish(
  c: DeployContext,
  at: Running,
  look: Omit<Judging, 'candidate' | 'answered' | 'at'>,
): Promise<void> {
  const { candidate } = factsOf(at)
  const answered = at.facts['answered']
  return tellJudging(c.documents, c.environment.name, {
    ...{ schema: 1, operation: c.operation, candidate, ...look },
    answered: typeof answered === 'string' ? answered : null,
    at: c.clock.now().toISOString(),
  })
}

function undecided(
  c: DeployContext,
  percent: number,
  verdicts: readonly Verdict[],
  held: DeployRequest | null,
) {
  const first = verdicts.find(({ outcome }) => outcome === 'inconclusive')
  const why = held ? `held by ${held.by}` : (first?.reason ?? 'undecided')
  return gateSaidNo(first?.gate ?? 'hold', percent, `${why}, for ${c.patience.hold} s more`)
}

function refuse(verdicts: readonly Verdict[], percent: number): void {
  const no = verdicts.find(({ outcome }) => outcome === 'fail')
  if (no !== undefined) throw gateSaidNo(no.gate, percent, no.reason)
}

async function newcomers(c: DeployContext, at: Running, known: readonly string[]) {
  const { candidate } = factsOf(at)
  const group = await inAnyWeather(c.fleet.group(c.stack.groups[candidate]), at)
  return group === null ? known : admitLateHosts(c, at, group, known)
}

interface Asked extends Watch {
  readonly elapsed: number
  readonly known: readonly string[]
}

/** The load balancer's own view counts always; then every configured gate. */
async function ask(c: DeployContext, at: Running, asked: Asked): Promise<readonly Verdict[]> {
  const { candidate } = factsOf(at)
  // All since the weight moved: while it holds for want of requests, more of them come.
  const seconds = Math.max(1, Math.round(asked.elapsed))
  const baseline = otherColour(candidate)
  const window = { seconds, candidate, baseline, weight: asked.percent }
  const judged = c.gates.map((gate) =>
    gate.judge(window, at.signal).catch(
      (error: unknown): Verdict => ({
        gate: gate.name,
        outcome: 'inconclusive',
        reason: `could not be asked: ${error instanceof Error ? error.message : String(error)}`,
        samples: null,
      }),
    ),
  )
  return Promise.all([judgeTargets(c, at, asked.known), ...judged])
}

function evidence(verdicts: readonly Verdict[], elapsed: number): Facts {
  return {
    seconds: Math.round(elapsed),
    verdicts: verdicts.map((one) => ({ ...one })) as unknown as Json,
  }
}

interface Told {
  readonly how: Watch
  readonly elapsed: number
  readonly verdicts: readonly Verdict[]
  readonly held: DeployRequest | null
}

function tell(at: Running, before: string, { how, elapsed, verdicts, held }: Told): string {
  const open = verdicts.filter(({ outcome }) => outcome === 'inconclusive')
  const waits = elapsed < how.seconds ? `judging for ${how.seconds} s` : 'holding'
  const why = held ? `held by ${held.by}` : open.map((o) => `${o.gate}: ${o.reason}`).join('; ')
  const text = why === '' ? waits : `${waits}: ${why}`
  if (text !== before) at.news(text)
  return text
}
