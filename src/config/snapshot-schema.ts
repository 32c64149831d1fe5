import * as z from 'zod'
import { folder } from './folder.ts'

const count = z.int().min(0).max(10_000)

const table = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$/,
    'a table, such as items or shop.items',
  )

const query = z
  .strictObject({
    name: z.string().min(1),
    /** Runs as a reader, in a copy; its first value is looked at. */
    sql: z.string().min(1),
    equals: z.union([z.string(), z.number()]).optional(),
    atLeast: z.number().optional(),
  })
  .refine((one) => (one.equals === undefined) !== (one.atLeast === undefined), {
    error: 'a query needs either equals or atLeast',
  })

/** The part of opsctl.yaml about snapshots. */
export const snapshotSchema = z
  .strictObject({
    /** As in restic's forget; all 0 and no `last` would remove everything and is refused. */
    keep: z
      .strictObject({
        last: count.default(0),
        daily: count.default(7),
        weekly: count.default(4),
        monthly: count.default(12),
        yearly: count.default(0),
        tags: z.array(z.string().regex(/^[^=*]+(=[^*]*)?$/, 'KEY or KEY=VALUE')).default([]),
      })
      .refine((keep) => keep.last + keep.daily + keep.weekly + keep.monthly + keep.yearly > 0, {
        error: 'at least one of last, daily, weekly, monthly and yearly above 0',
      })
      .prefault({}),
    /** At most so many removals in one `snapshot prune`. */
    maxRemovals: z.int().min(1).max(10_000).default(100),
    /** A plan that loses data needs a verified snapshot younger than this. */
    maxAge: z
      .string()
      .regex(/^\d+(s|m|h)$/, 'a duration such as 24h')
      .default('24h'),
    policy: z
      .strictObject({
        /** Root module of the policies, with `env/NAME/terraform.tfvars` as in the stack's. */
        dir: folder.default('snapshots/terraform'),
      })
      .prefault({}),
    verify: z
      .strictObject({
        /** Rows that each table must at least have. */
        rows: z.record(table, z.int().min(0)).default({}),
        queries: z.array(query).default([]),
        /** Also start the service on the copy and ask its /readyz. */
        service: z.boolean().default(true),
      })
      .prefault({}),
  })
  .prefault({})

export type SnapshotSettings = z.output<typeof snapshotSchema>
