import * as z from 'zod'
import type { Judging } from '../../domain/deployment/judging.ts'
import { type Rehearsal, rehearsedFaults } from '../../domain/deployment/rehearsal.ts'
import type { Release } from '../../domain/deployment/release.ts'
import type { Verdict } from '../../domain/gates/verdict.ts'
import type { ApprovablePlan } from '../../operations/deploy/plan.ts'
import type { DeployRequest } from '../../operations/deploy/request.ts'
import type { DeployStatus } from '../../operations/deploy/status.ts'
import type { ThreeLayerDrift } from '../../operations/drift.ts'
import { configStatusResult } from './config.ts'
import { planSummary } from './infra.ts'
import { operationEnd } from './operation.ts'

const colour = z.enum(['blue', 'green'])

const release = z.strictObject({
  colour,
  image: z.string(),
  version: z.string(),
  configuration: z.string(),
  migrations: z.array(z.string()),
  hosts: z.array(z.string()),
  targetGroup: z.string(),
  launchTemplate: z.strictObject({ id: z.string(), version: z.string() }),
  capacity: z.strictObject({ min: z.int(), desired: z.int() }),
}) satisfies z.ZodType<Release>

const request = z.strictObject({
  schema: z.literal(1),
  operation: z.string(),
  word: z.enum(['promote', 'hold', 'abort']),
  by: z.string(),
  at: z.iso.datetime(),
}) satisfies z.ZodType<DeployRequest>

const verdict = z.strictObject({
  outcome: z.enum(['pass', 'fail', 'inconclusive']),
  gate: z.string(),
  reason: z.string(),
  samples: z.number().nullable(),
}) satisfies z.ZodType<Verdict>

const judging = z.strictObject({
  candidate: colour,
  weight: z.number(),
  elapsed: z.number(),
  bake: z.number(),
  hold: z.number(),
  needsPass: z.boolean(),
  verdicts: z.array(verdict),
  next: z.strictObject({ way: z.enum(['on', 'hold', 'back']), inSeconds: z.number() }),
  answered: z.string().nullable(),
  at: z.iso.datetime(),
}) satisfies z.ZodType<Judging>

const weights = z.strictObject({ blue: z.number(), green: z.number() })

const rehearsal = z.strictObject({
  environment: z.string(),
  version: z.string(),
  image: z.string(),
  strategy: z.string(),
  began: z.iso.datetime(),
  seconds: z.number(),
  deployments: z.array(
    z.strictObject({
      fault: z.enum(rehearsedFaults),
      setAt: z.string(),
      exitCode: z.int(),
      code: z.string(),
      message: z.string(),
      takenBackBy: z.enum(['itself', 'abort']),
      weights: z.strictObject({ before: weights, during: weights, after: weights }),
      hits: z.number().nullable(),
      backSeconds: z.number().nullable(),
      seconds: z.number(),
      steps: z.array(
        z.strictObject({
          id: z.string(),
          title: z.string(),
          outcome: z.string(),
          at: z.number(),
          seconds: z.number(),
        }),
      ),
      wrong: z.array(z.string()),
      left: z.array(z.string()),
    }),
  ),
  untried: z.array(z.enum(rehearsedFaults)),
  /** Absolute path of the HTML report. */
  report: z.string(),
}) satisfies z.ZodType<Rehearsal & { readonly report: string }>

const plan = z.strictObject({
  environment: z.string(),
  account: z.string(),
  commit: z.string().nullable(),
  image: z.string(),
  version: z.string(),
  candidate: colour,
  strategy: z.string(),
  weights: z.array(z.number()),
  bake: z.number(),
  hold: z.number(),
  warm: z.number(),
  migrations: z.array(z.string()),
  wayBack: z.strictObject({ colour, image: z.string() }).nullable(),
  steps: z.array(z.string()),
  hash: z.string(),
}) satisfies z.ZodType<ApprovablePlan>

export const deployResults = {
  drift: z.strictObject({
    environment: z.string(),
    terraform: z.strictObject({ empty: z.boolean(), plan: planSummary }),
    ansible: configStatusResult.extend({
      findings: z.array(
        z.strictObject({
          host: z.string(),
          what: z.string(),
          cause: z.enum(['outside', 'pending', 'operation']),
          by: z.string().nullable(),
        }),
      ),
    }),
    live: z.strictObject({
      findings: z.array(z.strictObject({ what: z.string(), by: z.string().nullable() })),
    }),
    drifted: z.boolean(),
  }) satisfies z.ZodType<ThreeLayerDrift>,
  deploy: z.union([operationEnd, rehearsal]),
  rollback: operationEnd,
  'deploy plan': plan,
  'deploy promote': request,
  'deploy hold': request,
  'deploy abort': request,
  'deploy status': z.strictObject({
    environment: z.string(),
    at: z.iso.datetime(),
    colours: z.array(
      z.strictObject({
        colour,
        percent: z.number(),
        desired: z.int(),
        hosts: z.array(z.strictObject({ id: z.string(), health: z.string() })),
      }),
    ),
    release: release.nullable(),
    running: z
      .strictObject({
        operation: z.string(),
        request: request.nullable(),
        judging: judging.nullable(),
      })
      .nullable(),
  }) satisfies z.ZodType<DeployStatus>,
}
