import type { JsonObject } from '../json.ts'
import { isOpen, waitsForLock } from '../open-operation.ts'
import { type Release, readRelease } from './release.ts'

/** Of a ledger entry, what a rollback decides by. */
export interface PastDeployment {
  readonly id: string
  readonly kind: string
  readonly environment: string
  /** `done`, `aborted`, `failed`, `interrupted`, `running` or `unfinished`. */
  readonly outcome: string
  readonly facts: JsonObject
  /** Number of the lock that it took last; 0: none, so that it has changed nothing. */
  readonly fence?: number
  readonly steps: readonly { readonly id: string; readonly outcome: string }[]
}

/** Where a rollback goes, and which operation made or saw that release. */
export interface Target {
  readonly release: Release
  /** What the last good deployment made: what serves, unless somebody moved it by hand. */
  readonly current: Release | null
  /** The deployment that is taken back; null when the last one was put back before. */
  readonly takesBack: string | null
}

export type TargetProblem =
  | { readonly problem: 'none' }
  | { readonly problem: 'unfinished' | 'unknown' | 'not-good'; readonly id: string }

const kinds = ['deploy', 'rollback']

/**
 * The release that a rollback goes to. The last deployment is taken back when it was good; when it
 * failed, was aborted, or was a rollback itself, the last good one is what should serve already, so
 * that a second rollback changes nothing.
 * @param entries of one environment, newest first
 * @param to an operation's ID, or the start of it; null: the last known good
 */
export function rollbackTarget(
  entries: readonly PastDeployment[],
  to: string | null,
): Target | TargetProblem {
  const past = entries.filter((entry) => kinds.includes(entry.kind) && changedSomething(entry))
  const open = past.find(isOpen)
  if (open !== undefined) return { problem: 'unfinished', id: open.id }
  const current = past.map(made).find((release) => release !== null) ?? null
  if (to !== null) return named(past, to, current)
  const [last, ...older] = past
  const takesBack = last?.kind === 'deploy' && made(last) !== null ? last.id : null
  const release =
    takesBack === null
      ? current
      : (readRelease(last?.facts['before']) ?? older.map(made).find((one) => one !== null) ?? null)
  return release === null ? { problem: 'none' } : { release, current, takesBack }
}

function named(
  past: readonly PastDeployment[],
  to: string,
  current: Release | null,
): Target | TargetProblem {
  const fitting = past.filter((entry) => entry.id.startsWith(to))
  const [only] = fitting
  if (only === undefined || fitting.length > 1 || to === '') return { problem: 'unknown', id: to }
  const release = made(only)
  return release === null
    ? { problem: 'not-good', id: only.id }
    : { release, current, takesBack: null }
}

/** The release that a deployment made; null unless it came to a good end. */
export function made(entry: PastDeployment): Release | null {
  return entry.outcome === 'done' ? readRelease(entry.facts['deployment']) : null
}

/**
 * A deployment that found its version in place already is neither taken back nor gone back to. One that
 * waits for the lock has moved nothing yet, and a rollback that came to nothing is still to be made.
 */
function changedSomething(entry: PastDeployment): boolean {
  const { kind, outcome, facts } = entry
  const inVain = kind === 'rollback' && outcome !== 'done' && !isOpen(entry)
  return facts['nothing'] !== true && !waitsForLock(entry) && !inVain
}

/**
 * Migrations that earlier deployments have applied, good or not: a schema does not go back when
 * the traffic does.
 */
export function appliedMigrations(entries: readonly PastDeployment[]): readonly string[] {
  const names = entries
    .filter((entry) => entry.steps.some((s) => s.id === 'configure' && s.outcome !== 'pending'))
    .flatMap((entry) => (entry.facts['pending'] ?? []) as readonly string[])
  return [...new Set(names)].sort()
}
