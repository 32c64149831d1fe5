import type { Effect } from '../domain/effect.ts'
import type { JsonObject } from '../domain/json.ts'

/** What the steps found out so far; journaled, so that `resume` knows it too. Never a secret. */
export type Facts = JsonObject

/** What the engine hands to a running step. */
export interface Running {
  /** Facts of all steps before, merged in order. */
  readonly facts: Facts
  /** Folder of this operation, for durable children and files that must outlive the process. */
  readonly folder: string
  /** True when an earlier process began this step and did not finish it. */
  readonly again: boolean
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal
  /** One line of news for the person who watches. */
  news(line: string): void
}

/**
 * One move of an operation. The engine journals intent before `run` and the outcome after it.
 * Think of each step as the last one before the power goes: `run` may be called again.
 */
export interface Step<C> {
  readonly id: string
  readonly title: string
  readonly effect: Effect
  /**
   * Waits for what an earlier process of this operation left running, a durable child above all. Called
   * before such a step is looked at again, run again or taken back.
   */
  settle?(context: C, at: Running): Promise<void>
  /**
   * Reads the world, not a flag. True or facts: nothing is left to do. Facts are those that `run`
   * would have returned, read off the world, for a run whose answer died with its process.
   * Without it an unfinished step runs again.
   */
  done?(context: C, at: Running): Promise<boolean | Facts>
  run(context: C, at: Running): Promise<Facts | undefined>
  /**
   * Takes the step back; must be harmless when the step never happened or was undone before. What
   * others have seen by now may be beyond taking back: then nothing is done, and the reason told.
   */
  undo?(context: C, at: Running): Promise<Kept | undefined>
}

/** Why a step that could be taken back in principle stays as it is this time. */
export interface Kept {
  readonly kept: string
}
