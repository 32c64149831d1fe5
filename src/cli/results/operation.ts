import * as z from 'zod'
import type { JsonObject } from '../../domain/json.ts'
import type { LedgerEntry, OperationEnd } from '../../engine/index.ts'

const facts: z.ZodType<JsonObject> = z.record(z.string(), z.json())
const at = z.iso.datetime()

/** How a changing command came to its end. */
export const operationEnd = z.strictObject({
  id: z.string(),
  outcome: z.enum(['done', 'aborted', 'failed', 'interrupted']),
  facts,
  steps: z.array(z.strictObject({ id: z.string(), outcome: z.string() })),
  changed: z.boolean(),
  kept: z.array(z.string()),
}) satisfies z.ZodType<OperationEnd>

/** One operation as the ledger keeps it (docs/formats.md). */
export const ledgerEntry = z.strictObject({
  schema: z.literal(1),
  id: z.string(),
  kind: z.string(),
  environment: z.string(),
  effect: z.enum(['read', 'change', 'destroy']),
  actor: z.string(),
  host: z.string(),
  version: z.string(),
  commit: z.string().nullable(),
  started: at,
  ended: at.nullable(),
  outcome: z.enum(['done', 'aborted', 'failed', 'interrupted', 'running', 'unfinished']),
  fence: z.int(),
  attempts: z.array(z.strictObject({ mode: z.string(), actor: z.string(), host: z.string(), at })),
  steps: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      effect: z.enum(['read', 'change', 'destroy']),
      outcome: z.string(),
      began: at.nullable(),
      ended: at.nullable(),
      code: z.string().nullable(),
    }),
  ),
  facts,
  input: facts,
}) satisfies z.ZodType<LedgerEntry>

/** `resume` and `abort` when nothing is unfinished. */
const nothing = z.strictObject({ outcome: z.literal('nothing') })

export const operationResults = {
  resume: z.union([operationEnd, nothing]),
  abort: z.union([operationEnd, nothing]),
  history: z.strictObject({ entries: z.array(ledgerEntry) }),
  'history show': ledgerEntry,
}
