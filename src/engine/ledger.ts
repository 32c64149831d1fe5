import type { Effect } from '../domain/effect.ts'
import type { JsonObject } from '../domain/json.ts'
import { documentDamaged, fenced } from '../errors/index.ts'
import type { Documents } from '../ports/documents.ts'
import type { EndWord } from './journal-event.ts'
import type { OperationState } from './journal-state.ts'
import type { Facts } from './step.ts'

export interface LedgerStep {
  readonly id: string
  readonly title: string
  readonly effect: Effect
  /** An outcome word of the journal, an undo word, `begun`, or `pending`. */
  readonly outcome: string
  readonly began: string | null
  readonly ended: string | null
  readonly code: string | null
}

/** What is kept of an operation for good; docs/formats.md is the specification. */
export interface LedgerEntry {
  readonly schema: 1
  readonly id: string
  readonly kind: string
  readonly environment: string
  readonly effect: Effect
  readonly actor: string
  readonly host: string
  readonly version: string
  readonly commit: string | null
  readonly started: string
  readonly ended: string | null
  readonly outcome: EndWord | 'running' | 'unfinished'
  readonly fence: number
  readonly attempts: readonly { mode: string; actor: string; host: string; at: string }[]
  readonly steps: readonly LedgerStep[]
  readonly facts: Facts
  readonly input: JsonObject
}

export const ledgerKey = (environment: string, id: string) => `ledger/${environment}/${id}.json`

/** The ledger's view of a journal: nothing is in the one that is not in the other. */
export function ledgerEntry(
  state: OperationState,
  outcome: LedgerEntry['outcome'],
  ended: string | null,
): LedgerEntry {
  const { begin } = state
  return {
    schema: 1,
    id: begin.id,
    kind: begin.kind,
    environment: begin.environment,
    effect: begin.effect,
    actor: begin.attempt.actor,
    host: begin.attempt.host,
    version: begin.version,
    commit: begin.commit,
    started: begin.at,
    ended,
    outcome,
    fence: state.fence,
    attempts: state.attempts.map(({ mode, actor, host, at }) => ({ mode, actor, host, at })),
    steps: begin.steps.map((step) => {
      const s = state.steps.get(step.id)
      const word = s?.undo ?? s?.outcome ?? (s?.begun ? 'begun' : 'pending')
      return {
        ...step,
        outcome: word,
        began: s?.began ?? null,
        ended: s?.ended ?? null,
        code: s?.code ?? null,
      }
    }),
    facts: state.facts,
    input: begin.input,
  }
}

/** Writes the first state of a new operation's entry, without looking whether there is one. */
export async function beginLedger(documents: Documents, entry: LedgerEntry): Promise<void> {
  const { environment, id } = entry
  if (await documents.create(ledgerKey(environment, id), bodyOf(entry))) return
  await writeLedger(documents, entry)
}

/**
 * Writes the entry over its former state.
 * @throws OpsctlError FENCED when a later holder of the lock has written it already
 */
export async function writeLedger(documents: Documents, entry: LedgerEntry): Promise<void> {
  const key = ledgerKey(entry.environment, entry.id)
  const body = bodyOf(entry)
  for (let attempt = 0; attempt < 5; attempt++) {
    const stored = await documents.read(key)
    if (!stored) {
      if (await documents.create(key, body)) return
      continue
    }
    const before = parseEntry(stored.body, key)
    if (before.fence > entry.fence) throw fenced(key, entry.fence, before.fence)
    if (stored.body === body || (await documents.replace(key, body, stored.tag))) return
  }
  throw new Error(`${key} moves faster than it can be written`)
}

function bodyOf(entry: LedgerEntry): string {
  return `${JSON.stringify(entry, null, 2)}\n`
}

/** Null when there is none. @throws OpsctlError DOCUMENT_DAMAGED */
export async function readLedger(documents: Documents, key: string): Promise<LedgerEntry | null> {
  const stored = await documents.read(key)
  return stored && parseEntry(stored.body, key)
}

function parseEntry(body: string, key: string): LedgerEntry {
  let entry: Partial<LedgerEntry>
  try {
    entry = JSON.parse(body) as Partial<LedgerEntry>
  } catch {
    throw documentDamaged(key, 'it is not JSON')
  }
  if (entry?.schema !== 1) throw documentDamaged(key, 'it was written by another version of opsctl')
  if (!Number.isSafeInteger(entry.fence)) throw documentDamaged(key, 'fence is not a number')
  if (!Array.isArray(entry.steps)) throw documentDamaged(key, 'steps are missing')
  return entry as LedgerEntry
}
