import * as z from 'zod'
import type { Drift } from '../../domain/config-run/drift.ts'
import type { InventoryHost } from '../../operations/config/inventory.ts'
import type { ConfigStatus } from '../../operations/config/status.ts'
import type { ScenarioEnd } from '../../operations/config/test.ts'
import type { LintFinding } from '../../tools/ansible/lint.ts'
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

export const configStatusResult = z.strictObject({
  wanted: z.strictObject({ configuration: z.string(), digest: z.string().nullable() }),
  hosts: z.array(
    z.strictObject({
      host: z.string(),
      role: z.string(),
      word: z.enum(['current', 'differs', 'kept', 'unfinished', 'never configured', 'no answer']),
      configuration: z.string(),
      digest: z.string(),
      running: z.string(),
      version: z.string(),
      reasons: z.array(z.string()),
    }),
  ),
  current: z.boolean(),
}) satisfies z.ZodType<ConfigStatus>

export const configResults = {
  'config apply': operationEnd.extend({ hosts, spared: z.array(z.string()) }),
  'config check': z.strictObject({
    hosts: z.array(
      z.strictObject({
        host: z.string(),
        word: z.enum(['unreachable', 'failed', 'unfinished', 'drifted', 'same']),
        changes: z.array(z.string()),
        unjudged: z.array(z.string()),
        trouble: z.string().nullable(),
      }),
    ),
    good: z.boolean(),
    changed: z.boolean(),
    spared: z.array(z.string()),
  }) satisfies z.ZodType<Drift>,
  'config status': configStatusResult,
  'config inventory': z.strictObject({
    environment: z.string(),
    at: z.string(),
    cached: z.boolean(),
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
  'config lint': z.strictObject({
    findings: z.array(
      z.strictObject({
        rule: z.string(),
        severity: z.string(),
        message: z.string(),
        path: z.string(),
        line: z.int(),
      }) satisfies z.ZodType<LintFinding>,
    ),
  }),
  'config test': z.strictObject({
    scenarios: z.array(
      z.strictObject({
        role: z.string(),
        scenario: z.string(),
        passed: z.boolean(),
        seconds: z.number(),
        words: z.array(z.string()),
      }) satisfies z.ZodType<ScenarioEnd>,
    ),
  }),
}
