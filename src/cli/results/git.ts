import * as z from 'zod'
import { type HookName, hookNames } from '../../domain/git-rules/hooks.ts'
import { type RuleId, rules } from '../../domain/git-rules/rules.ts'
import type { Checked } from '../../operations/git/check.ts'
import type { HooksInstalled } from '../../operations/git/hooks/install.ts'
import type { HooksRemoved } from '../../operations/git/hooks/uninstall.ts'

const ruleIds = Object.keys(rules) as [RuleId, ...RuleId[]]
const hook = z.enum(hookNames as [HookName, ...HookName[]])

export const gitResults = {
  'git check': z.strictObject({
    good: z.boolean(),
    branches: z.int(),
    commits: z.int(),
    messages: z.int(),
    found: z.int(),
    findings: z.array(
      z.strictObject({
        rule: z.enum(ruleIds),
        where: z.string(),
        line: z.int().nullable(),
        found: z.string(),
        says: z.string(),
        example: z.string(),
      }),
    ),
  }) satisfies z.ZodType<Checked>,
  'git hooks install': z.strictObject({
    good: z.boolean(),
    hooks: z.array(
      z.strictObject({
        hook,
        path: z.string(),
        state: z.enum(['installed', 'unchanged', 'kept', 'foreign']),
        line: z.string().nullable(),
      }),
    ),
  }) satisfies z.ZodType<HooksInstalled>,
  'git hooks uninstall': z.strictObject({
    hooks: z.array(
      z.strictObject({ hook, path: z.string(), state: z.enum(['removed', 'absent', 'foreign']) }),
    ),
  }) satisfies z.ZodType<HooksRemoved>,
}
