import type { RehearsedStep } from '../../domain/deployment/rehearsal.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Progress, StepLabel, StepOutcome } from '../../ports/progress.ts'

/** Notes a deployment's steps and how long the way back took; tells when one begins. */
export class StepWatch implements Pick<Progress, 'stepStarted' | 'stepEnded'> {
  readonly steps: RehearsedStep[] = []
  readonly #clock: Clock
  readonly #shift: string
  readonly #began: number
  readonly #onStart: (step: string) => Promise<void>
  #stopped: number | null = null
  #back: number | null = null

  /** @param shift the step whose undo puts the weights back */
  constructor(clock: Clock, shift: string, onStart: (step: string) => Promise<void>) {
    this.#clock = clock
    this.#shift = shift
    this.#onStart = onStart
    this.#began = clock.now().getTime()
  }

  /** The engine waits for it, so the step does not run before the fault is there. */
  stepStarted({ id }: StepLabel): Promise<void> {
    return this.#onStart(id)
  }

  stepEnded({ id, title }: StepLabel, outcome: StepOutcome, seconds: number): void {
    const now = this.#clock.now().getTime()
    const at = (now - this.#began) / 1000 - seconds
    this.steps.push({ id, title, outcome, at: Math.max(0, at), seconds })
    if (outcome === 'failed' || outcome === 'interrupted') this.#stopped ??= now
    if (id === this.#shift && outcome === 'undone') this.#back ??= now
  }

  /** From the step that stopped to the weights of before; null when they did not come back. */
  get backSeconds(): number | null {
    if (this.#stopped === null || this.#back === null) return null
    return (this.#back - this.#stopped) / 1000
  }
}
