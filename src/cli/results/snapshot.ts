import * as z from 'zod'
import type { ListedSnapshot } from '../../operations/snapshot/list.ts'
import type { PolicyStatus } from '../../operations/snapshot/policy/status.ts'
import { planned } from './infra.ts'
import { operationEnd } from './operation.ts'

const at = z.iso.datetime()

export const snapshotResults = {
  'snapshot create': operationEnd,
  'snapshot prune': operationEnd,
  'snapshot restore': operationEnd,
  'snapshot verify': operationEnd,
  'snapshot policy plan': planned,
  'snapshot policy status': z.strictObject({
    policies: z.array(
      z.strictObject({
        by: z.enum(['AWS Backup', 'DLM']),
        name: z.string(),
        /** Why it copies nothing; null when it is at work. */
        idle: z.string().nullable(),
      }),
    ),
    holders: z.array(
      z.strictObject({
        id: z.string(),
        kind: z.enum(['volume', 'database']),
        holdsData: z.boolean(),
        coveredBy: z.array(z.string()),
      }),
    ),
    unread: z.array(z.string()),
  }) satisfies z.ZodType<PolicyStatus>,
  'snapshot policy up': operationEnd,
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
        /** null: not asked, see --audit. */
        exposed: z.array(z.string()).nullable(),
      }) satisfies z.ZodType<ListedSnapshot>,
    ),
  }),
}
