import { z } from 'zod'
import type { PlanSummary } from '../../domain/plan/summary.ts'
import { operationEnd } from './operation.ts'

const change = z.strictObject({
  address: z.string(),
  type: z.string(),
  action: z.enum(['create', 'update', 'replace', 'delete', 'forget', 'read', 'no-op']),
  holdsData: z.boolean(),
  becauseOf: z.array(z.string()),
  reason: z.string().nullable(),
  movedFrom: z.string().nullable(),
  imported: z.boolean(),
})

const summary = z.strictObject({
  changes: z.array(change),
  outputs: z.array(z.string()),
  add: z.int(),
  change: z.int(),
  replace: z.int(),
  destroy: z.int(),
}) satisfies z.ZodType<PlanSummary>

export const infraResults = {
  'infra bootstrap': operationEnd.extend({ bucket: z.string().nullable() }),
  'infra plan': z.strictObject({ environment: z.string(), empty: z.boolean(), plan: summary }),
  'infra up': operationEnd,
  'infra down': operationEnd,
  'infra output': z.strictObject({
    environment: z.string(),
    /** The value of a sensitive output is null. */
    outputs: z.record(z.string(), z.strictObject({ value: z.json(), sensitive: z.boolean() })),
  }),
}
