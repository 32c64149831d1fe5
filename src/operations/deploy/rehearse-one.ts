import {
  candidateOf,
  type Disturbance,
  differencesIn,
  type RehearsedDeployment,
  type RehearsedFault,
  type Sight,
} from '../../domain/deployment/rehearsal.ts'
import type { Colour } from '../../domain/traffic/colour.ts'
import { percentOf, type Weights } from '../../domain/traffic/weights.ts'
import type { OperationEnd } from '../../engine/index.ts'
import { interrupted, OpsctlError } from '../../errors/index.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Disturbances } from '../../ports/disturbances.ts'
import type { Progress } from '../../ports/progress.ts'
import { StepWatch } from './step-watch.ts'

/** Is told of a deployment's steps. */
export type Watch = Pick<Progress, 'stepStarted' | 'stepEnded'>

/** All that a rehearsal needs of the world. */
export interface RehearsalContext {
  readonly environment: string
  readonly clock: Clock
  readonly faults: Disturbances
  /** The candidate's first share in percent: its judgement is where a deployment is stopped. */
  readonly firstWeight: number
  /** After so many seconds a deployment is interrupted, so that a rehearsal always ends. */
  readonly limitSeconds: number
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal
  /** Weights, groups and hosts now. */
  look(): Promise<Sight>
  /** What still holds the environment: a lock or an unfinished operation; null when nothing does. */
  held(): Promise<string | null>
  /** Runs the deployment anew, telling `watch` of its steps, until it ends or the signal aborts. */
  deploy(watch: Watch, signal: AbortSignal): Promise<OperationEnd>
  /** Asks the running deployment to go back, as `opsctl deploy abort` does. */
  askToAbort(): Promise<void>
  /** Puts back what the last deployment left unfinished; false when it left nothing. */
  abort(watch: Watch): Promise<boolean>
  note(line: string): void
}

/** How a fault is brought about, and what ends the deployment. */
interface Script {
  /** What the sandbox is asked for, when `raise` begins or when the judgement does. */
  readonly fault: ((candidate: Colour) => Disturbance) | null
  readonly from: 'raise' | 'judge'
  /** `gate`: a gate must notice by itself. */
  readonly endedBy: 'gate' | 'request' | 'interrupt'
}

const scripts: Readonly<Record<RehearsedFault, Script>> = {
  unhealthy: {
    fault: (colour) => ({ kind: 'unhealthy', colour }),
    from: 'judge',
    endedBy: 'gate',
  },
  throttle: { fault: () => ({ kind: 'throttle', rate: 0.3 }), from: 'raise', endedBy: 'request' },
  'lost-reply': { fault: () => ({ kind: 'lost-reply' }), from: 'raise', endedBy: 'request' },
  interrupt: { fault: null, from: 'judge', endedBy: 'interrupt' },
}

/**
 * One deployment with one fault: set at its step, taken back by whatever takes it back in earnest,
 * then compared with what was found. The fault never outlives it.
 */
export async function rehearseOne(
  c: RehearsalContext,
  fault: RehearsedFault,
): Promise<RehearsedDeployment> {
  const round = new Round(c, fault, await c.look())
  const began = c.clock.now().getTime()
  let ended: OperationEnd | OpsctlError
  let takenBackBy: 'itself' | 'abort'
  let hits: number | null
  try {
    ended = await round.deploy()
  } finally {
    // The user's interrupt ends here too: nothing of the rehearsal may stay.
    hits = await round.clear()
    takenBackBy = (await c.abort(round.watch)) ? 'abort' : 'itself'
  }
  if (c.signal.aborted) throw interrupted('The deployment of the rehearsal was put back.', [])
  if (!round.wasSet && ended instanceof OpsctlError) throw ended
  const after = await c.look()
  const { before, during, watch } = round
  const end = ended instanceof OpsctlError ? ended : { exitCode: 0, code: 'DONE', message: '' }
  return {
    fault,
    setAt: round.setAt,
    exitCode: end.exitCode,
    code: end.code,
    message: end.message.split('\n')[0] ?? '',
    takenBackBy,
    weights: { before: before.weights, during: during ?? before.weights, after: after.weights },
    hits,
    backSeconds: watch.backSeconds,
    seconds: (c.clock.now().getTime() - began) / 1000,
    steps: watch.steps,
    wrong: round.wrong(hits, ended),
    left: [...differencesIn(before, after), ...(await stillHeld(c))],
  }
}

async function stillHeld(c: RehearsalContext): Promise<readonly string[]> {
  const held = await c.held()
  return held === null ? [] : [held]
}

/** One deployment while it runs: sets the fault at its step, and stops the deployment. */
class Round {
  readonly watch: StepWatch
  readonly setAt: string
  readonly before: Sight
  during: Weights | null = null
  wasSet = false
  readonly #c: RehearsalContext
  readonly #script: Script
  readonly #cut = new AbortController()
  readonly #trouble: string[] = []
  #fault: string | null = null
  #timedOut = false

  constructor(c: RehearsalContext, fault: RehearsedFault, before: Sight) {
    this.#c = c
    this.before = before
    this.#script = scripts[fault]
    const judge = `judge-${c.firstWeight}`
    this.setAt = this.#script.from === 'judge' ? judge : 'raise'
    this.watch = new StepWatch(c.clock, `shift-${c.firstWeight}`, async (step) => {
      // Putting back goes through the same steps; a fault is set once.
      if (step === this.setAt && !this.wasSet) await this.#act(() => this.#set())
      if (step === judge && this.during === null) await this.#act(() => this.#stop())
    })
  }

  async deploy(): Promise<OperationEnd | OpsctlError> {
    const { clock, limitSeconds, signal } = this.#c
    const over = new AbortController()
    const limit = clock.sleep(limitSeconds * 1000, over.signal).then(() => {
      if (over.signal.aborted) return
      this.#timedOut = true
      this.#cut.abort('time is up')
    })
    try {
      return await this.#c.deploy(this.watch, AbortSignal.any([signal, this.#cut.signal]))
    } catch (error) {
      if (error instanceof OpsctlError) return error
      throw error
    } finally {
      over.abort()
      await limit
    }
  }

  /** Ends the fault. @returns how many calls it hit */
  async clear(): Promise<number | null> {
    if (this.#fault === null) return null
    const hits = await this.#c.faults.hits(this.#fault)
    await this.#c.faults.clear(this.#fault)
    return hits
  }

  /** What shows that the fault did not meet the deployment, or did not end it as it should. */
  wrong(hits: number | null, ended: OperationEnd | OpsctlError): readonly string[] {
    const lines = [...this.#trouble]
    if (this.#timedOut) lines.push(`it had not ended after ${this.#c.limitSeconds} s`)
    if (!(ended instanceof OpsctlError)) lines.push('the deployment went through')
    if (hits === 0) lines.push('the fault hit no call')
    const moved = this.during !== null && percentOf(this.during, candidateOf(this.before)) > 0
    if (!moved) lines.push('no request had gone to the new hosts')
    return lines
  }

  async #set(): Promise<void> {
    this.wasSet = true
    const wanted = this.#script.fault?.(candidateOf(this.before)) ?? null
    if (wanted !== null) this.#fault = await this.#c.faults.set(wanted)
  }

  async #stop(): Promise<void> {
    this.during = (await this.#c.look()).weights
    if (this.#script.endedBy === 'request') await this.#c.askToAbort()
    if (this.#script.endedBy === 'interrupt') this.#cut.abort('SIGINT')
  }

  /** What cannot be brought about ends the deployment; the engine's own way is not disturbed by it. */
  async #act(what: () => Promise<void>): Promise<void> {
    try {
      await what()
    } catch (error) {
      this.#trouble.push(error instanceof Error ? error.message : String(error))
      this.#cut.abort('the rehearsal cannot go on')
    }
  }
}
