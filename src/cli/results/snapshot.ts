import * as z from 'zod'
import type { ListedSnapshot } from '../../operations/snapshot/list.ts'
import { operationEnd } from './operation.ts'

const at = z.iso.datetime()

export const snapshotResults = {
  'snapshot create': operationEnd,
  'snapshot prune': operationEnd,
  'snapshot restore': operationEnd,
  'snapshot verify': operationEnd,
  'snapshot list': z.strictObject({
    snapshots: z.array(
      z.strictObject({
        id: z.string(),
        kind: z.enum(['volume', 'database']),
        source: z.string(),
        startedAt: at,
        ageSeconds: z.number(),
        state: z.string(),
        sizeGib: z.number(),
        encrypted: z.boolean(),
        version: z.string().nullable(),
        commit: z.string().nullable(),
        schema: z.string().nullable(),
        operation: z.string().nullable(),
        verified: z
          .strictObject({ good: z.boolean(), at, recoverySeconds: z.number().nullable() })
          .nullable(),
        keptBy: z.array(z.string()),
      }) satisfies z.ZodType<ListedSnapshot>,
    ),
  }),
}
