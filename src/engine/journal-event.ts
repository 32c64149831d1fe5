import type { Effect } from '../domain/effect.ts'
import type { JsonObject } from '../domain/json.ts'
import type { Facts } from './step.ts'

/** What a process says of itself when it takes an operation up. */
export interface Attempt {
  readonly mode: 'run' | 'resume' | 'abort'
  readonly actor: string
  readonly host: string
  readonly hostToken: string
  readonly pid: number
  readonly processStart: string
}

export interface BeginEvent {
  readonly type: 'begin'
  readonly at: string
  readonly schema: 1
  readonly id: string
  readonly kind: string
  readonly environment: string
  readonly effect: Effect
  readonly input: JsonObject
  readonly steps: readonly {
    readonly id: string
    readonly title: string
    readonly effect: Effect
  }[]
  readonly version: string
  readonly commit: string | null
  readonly attempt: Attempt
}

export type OutcomeWord = 'done' | 'already-done' | 'failed' | 'interrupted'
export type UndoWord = 'undone' | 'kept' | 'failed' | 'interrupted'
export type EndWord = 'done' | 'aborted' | 'failed' | 'interrupted'

/** The lines of a journal; docs/formats.md is their specification. */
export type JournalEvent =
  | BeginEvent
  | { readonly type: 'attempt'; readonly at: string; readonly attempt: Attempt }
  | { readonly type: 'lock'; readonly at: string; readonly fence: number }
  | { readonly type: 'intent'; readonly at: string; readonly step: string }
  | {
      readonly type: 'outcome'
      readonly at: string
      readonly step: string
      readonly outcome: OutcomeWord
      readonly facts?: Facts
      readonly code?: string
    }
  | { readonly type: 'undo-intent'; readonly at: string; readonly step: string }
  | {
      readonly type: 'undo-outcome'
      readonly at: string
      readonly step: string
      readonly outcome: UndoWord
      readonly code?: string
    }
  | { readonly type: 'end'; readonly at: string; readonly outcome: EndWord }
