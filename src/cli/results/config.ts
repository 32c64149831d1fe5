import { z } from 'zod'
import type { RunOutcome } from '../../domain/config-run/outcome.ts'
import type { InventoryHost } from '../../operations/config/inventory.ts'
import { operationEnd } from './operation.ts'

const hosts = z.array(
  z.strictObject({
    host: z.string(),
    word: z.enum(['unreachable', 'failed', 'unfinished', 'changed', 'ok']),
    ok: z.int(),
    changed: z.int(),
    failed: z.int(),
    trouble: z.string().nullable(),
  }),
)

export const configResults = {
  'config apply': operationEnd.extend({ hosts }),
  'config check': z.strictObject({
    hosts,
    good: z.boolean(),
    changed: z.boolean(),
  }) satisfies z.ZodType<RunOutcome>,
  'config inventory': z.strictObject({
    environment: z.string(),
    hosts: z.array(
      z.strictObject({
        host: z.string(),
        name: z.string(),
        role: z.string(),
        colour: z.string().nullable(),
        address: z.string(),
      }) satisfies z.ZodType<InventoryHost>,
    ),
  }),
}
