import * as z from 'zod'
import type { PlanBinding } from '../../domain/plan/bundle.ts'
import type { PlanSummary } from '../../domain/plan/summary.ts'
import { findingLevels, policyTools } from '../../domain/policy/finding.ts'
import type { PolicyReport } from '../../domain/policy/report.ts'
import { operationEnd } from './operation.ts'

const attribute = z.strictObject({
  path: z.string(),
  /** JSON text, `(sensitive)` or `(known after apply)`; null for no value. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  forces: z.boolean(),
})

const action = z.enum(['create', 'update', 'replace', 'delete', 'forget', 'read', 'no-op'])

const change = z.strictObject({
  address: z.string(),
  type: z.string(),
  action,
  holdsData: z.boolean(),
  becauseOf: z.array(z.string()),
  reason: z.string().nullable(),
  movedFrom: z.string().nullable(),
  imported: z.boolean(),
  attributes: z.array(attribute),
  omitted: z.int(),
  noise: z.boolean(),
})

export const planSummary = z.strictObject({
  changes: z.array(change),
  drift: z.array(change),
  outputs: z.array(
    z.strictObject({
      name: z.string(),
      action,
      before: z.string().nullable(),
      after: z.string().nullable(),
    }),
  ),
  add: z.int(),
  change: z.int(),
  replace: z.int(),
  destroy: z.int(),
  forget: z.int(),
  moved: z.int(),
  imported: z.int(),
  noise: z.int(),
  /** Null when nobody counted, because nothing changes. */
  existing: z.int().nullable(),
}) satisfies z.ZodType<PlanSummary>

const binding = z.strictObject({
  schema: z.literal(1),
  id: z.string(),
  createdAt: z.string(),
  opsctl: z.string(),
  project: z.string(),
  environment: z.string(),
  commit: z.string().nullable(),
  code: z.string(),
  backend: z.string(),
  lineage: z.string().nullable(),
  serial: z.int().nullable(),
  variables: z.string(),
  words: z.string(),
  tool: z.string(),
  providers: z.record(z.string(), z.string()),
}) satisfies z.ZodType<PlanBinding>

/** What tflint and checkov say of the code; `terraform.policy` of opsctl.yaml says what it counts. */
const policy = z.strictObject({
  tools: z.array(
    z.strictObject({
      tool: z.enum(policyTools),
      state: z.enum(['judged', 'missing', 'broken']),
      why: z.string().nullable(),
    }),
  ),
  findings: z.array(
    z.strictObject({
      tool: z.enum(policyTools),
      level: z.enum(findingLevels),
      rule: z.string(),
      message: z.string(),
      /** From the project's folder on. */
      file: z.string().nullable(),
      line: z.int().nullable(),
      resource: z.string().nullable(),
    }),
  ),
  omitted: z.int(),
  errors: z.int(),
  warnings: z.int(),
  notices: z.int(),
  /** Why the plan may not be applied; empty: it may. */
  refusals: z.array(z.string()),
}) satisfies z.ZodType<PolicyReport>

export const planned = z.strictObject({
  environment: z.string(),
  empty: z.boolean(),
  plan: planSummary,
  policy,
})
const drifted = z.strictObject({
  environment: z.string(),
  drift: z.boolean(),
  outside: z.array(change),
  pending: z.array(change),
})
/** What failed in one of several environments. */
const failed = z.strictObject({ environment: z.string(), code: z.string(), message: z.string() })

export const infraResults = {
  'infra bootstrap': operationEnd.extend({ bucket: z.string().nullable() }),
  /** With several environments: one result each, in the order in which they were named. */
  'infra plan': z.union([
    planned.extend({ out: z.string().nullable() }),
    z.strictObject({ environments: z.array(z.union([planned, failed])) }),
  ]),
  'infra show': z.strictObject({ binding, plan: planSummary }),
  'infra drift': z.union([
    drifted,
    z.strictObject({ environments: z.array(z.union([drifted, failed])) }),
  ]),
  'infra unlock': operationEnd,
  'infra import': z.strictObject({ file: z.string(), block: z.string(), written: z.boolean() }),
  'infra graph': z.strictObject({ environment: z.string(), dot: z.string() }),
  'infra providers lock': z.strictObject({ platforms: z.array(z.string()) }),
  'infra up': operationEnd,
  'infra down': operationEnd,
  'infra output': z.strictObject({
    environment: z.string(),
    /** The value of a sensitive output is null. */
    outputs: z.record(z.string(), z.strictObject({ value: z.json(), sensitive: z.boolean() })),
  }),
}
