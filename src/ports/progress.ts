/** What the engine and the steps tell while they run. Rendering is ui's and cli's business. */
export interface Progress {
  /** The engine waits for what it gets: a screen must have ended one step before the next begins. */
  stepStarted(step: StepLabel): void | Promise<void>
  /** One line of news inside the running step, e.g. a resource or a host. */
  news(line: string): void
  stepEnded(step: StepLabel, outcome: StepOutcome, seconds: number): void | Promise<void>
  /** Leaves the screen to a question; the running step is told about again only when it ends. */
  yieldScreen(): Promise<void>
  /** A remark outside of any step (stderr). */
  note(line: string): void
  warn(line: string): void
}

export interface StepLabel {
  readonly id: string
  readonly title: string
}

export type StepOutcome = 'done' | 'already-done' | 'skipped' | 'failed' | 'undone' | 'interrupted'
