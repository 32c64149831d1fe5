import type {
  Attempt,
  BeginEvent,
  EndWord,
  JournalEvent,
  OutcomeWord,
  UndoWord,
} from './journal-event.ts'
import type { Facts } from './step.ts'

export interface StepState {
  readonly begun: boolean
  /** Null while it never ended; `failed` and `interrupted` do not count as finished. */
  readonly outcome: OutcomeWord | null
  readonly undo: UndoWord | 'begun' | null
  readonly began: string | null
  readonly ended: string | null
  readonly code: string | null
}

/** All that a journal tells about its operation. */
export interface OperationState {
  readonly begin: BeginEvent
  readonly attempts: readonly (Attempt & { readonly at: string })[]
  readonly steps: ReadonlyMap<string, StepState>
  readonly facts: Facts
  /** Number of the last lock that was taken for it; 0 when none was. */
  readonly fence: number
  readonly aborting: boolean
  readonly ended: { readonly outcome: EndWord; readonly at: string } | null
}

const untouched: StepState = {
  begun: false,
  outcome: null,
  undo: null,
  began: null,
  ended: null,
  code: null,
}

/** The state after the first event. */
export function beginState(begin: BeginEvent): OperationState {
  return {
    begin,
    attempts: [{ ...begin.attempt, at: begin.at }],
    steps: new Map(begin.steps.map((step) => [step.id, untouched])),
    facts: {},
    fence: 0,
    aborting: false,
    ended: null,
  }
}

/** The state after one more event. */
export function nextState(state: OperationState, event: JournalEvent): OperationState {
  switch (event.type) {
    case 'begin':
      return beginState(event)
    case 'attempt':
      return {
        ...state,
        attempts: [...state.attempts, { ...event.attempt, at: event.at }],
        aborting: state.aborting || event.attempt.mode === 'abort',
      }
    case 'lock':
      return { ...state, fence: event.fence }
    case 'end':
      return { ...state, ended: { outcome: event.outcome, at: event.at } }
    case 'intent':
      return touch(state, event.step, (step) => ({
        ...step,
        begun: true,
        outcome: null,
        began: step.began ?? event.at,
        ended: null,
        code: null,
      }))
    case 'outcome': {
      const { outcome, at, code = null } = event
      const after = touch(state, event.step, (step) => ({
        ...step,
        outcome,
        began: step.began ?? at,
        ended: at,
        code,
      }))
      return { ...after, facts: { ...state.facts, ...event.facts } }
    }
    case 'undo-intent':
      return touch(state, event.step, (step) => ({ ...step, undo: 'begun' }))
    case 'undo-outcome':
      return touch(state, event.step, (step) => ({
        ...step,
        undo: event.outcome,
        ended: event.at,
        code: event.code ?? null,
      }))
  }
}

/** A step whose work is known to be complete; `resume` does not look at it again. */
export function isFinished(step: StepState): boolean {
  return step.outcome === 'done' || step.outcome === 'already-done'
}

/** True when a step that changes the world has begun: there may be something to put back. */
export function hasChanged(state: OperationState): boolean {
  return state.begin.steps.some((s) => s.effect !== 'read' && state.steps.get(s.id)?.begun === true)
}

function touch(
  state: OperationState,
  id: string,
  change: (step: StepState) => StepState,
): OperationState {
  return { ...state, steps: new Map(state.steps).set(id, change(state.steps.get(id) ?? untouched)) }
}
