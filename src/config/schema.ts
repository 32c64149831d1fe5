import * as z from 'zod'
import { sequenceProblem } from '../domain/traffic/weights.ts'
import { folder } from './folder.ts'
import { gatesSchema, prometheusSchema } from './gates-schema.ts'
import { policySchema } from './policy-schema.ts'
import { releaseSchema } from './release-schema.ts'
import { snapshotSchema } from './snapshot-schema.ts'
import { trafficSchema } from './traffic-schema.ts'

// One document is checked and then never again: compiling a checker for it takes longer than checking.
z.config({ jitless: true })

/** An AWS account: twelve digits, always a string (YAML reads 012345678901 as a number). */
const account = z
  .string({ error: 'an account number is a string of 12 digits: put it in quotes' })
  .regex(/^\d{12}$/, 'an account number has exactly 12 digits')

const name = (what: string) =>
  z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, `${what}: lower-case letters, digits and hyphens, at most 31`)

const duration = z.string().regex(/^\d+(s|m|h)$/, 'a duration such as 60s, 5m or 1h')

const environment = z.strictObject({
  account,
  /** Overrides the project's region. */
  region: z.string().optional(),
  branch: z.string().optional(),
  /** Changes need the environment's name typed. */
  protected: z.boolean().default(false),
  /** The local AWS of `opsctl sandbox`; real credentials are never used with it. */
  sandbox: z.boolean().default(false),
  /** Without it the stack's load balancer decides who serves. */
  traffic: trafficSchema.optional(),
  /** What a plan may take away. */
  guard: z
    .strictObject({
      /** Percent of the resources that may be destroyed or replaced without a word of its own. */
      share: z.int().min(1).max(100).default(30),
      /** Never more than so many destroyed or replaced at once, whatever is typed. */
      most: z.int().min(0).optional(),
    })
    .prefault({}),
})

const terraform = z.strictObject({
  dir: folder.default('terraform'),
  /** The program to run; without it whichever of terraform and tofu is found first. */
  program: z.enum(['terraform', 'tofu']).optional(),
  state: z
    .strictObject({
      /** S3 bucket of state, ledger and lock. `{env}` is replaced by the environment's name. */
      bucket: z
        .string()
        .regex(/^[a-z0-9{][a-z0-9.{}-]{1,61}[a-z0-9}]$/, 'a valid S3 bucket name')
        .optional(),
      /** State file in the project instead, for a root module with an empty `backend "local"`. */
      path: folder
        .refine((path) => path.includes('{env}'), { error: 'a path with {env} in it' })
        .optional(),
    })
    .refine(({ bucket, path }) => (bucket === undefined) !== (path === undefined), {
      error: 'either a bucket or a path',
    })
    .optional(),
  policy: policySchema,
  /** Keeps fetched providers in the user's cache for the next environment or clone; without it not in CI. */
  providerCache: z.boolean().optional(),
})

const ansible = z.strictObject({
  dir: folder.default('ansible'),
  playbook: z.string().default('site.yml'),
})

const image = z.strictObject({
  /** Folder with the Dockerfile. */
  dir: folder.default('api'),
  /** Repository without tag, e.g. ghcr.io/acme/shop. On the sandbox its own registry is used. */
  repository: z.string().optional(),
})

/** The whole of opsctl.yaml. Unknown keys are errors everywhere. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  project: name('project'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as eu-west-3'),
  environments: z
    .record(name('environment'), environment)
    .refine((all) => Object.keys(all).length > 0, { error: 'at least one environment' }),
  terraform: terraform.prefault({}),
  ansible: ansible.prefault({}),
  image: image.prefault({}),
  release: releaseSchema,
  deploy: z
    .strictObject({
      strategy: z.enum(['blue-green', 'canary', 'rolling']).default('canary'),
      /** The candidate's shares in percent, one after the other. */
      weights: z
        .array(z.number())
        .superRefine((weights, context) => {
          const problem = sequenceProblem(weights)
          if (problem !== null) context.addIssue({ code: 'custom', message: problem })
        })
        .default([5, 25, 50, 100]),
      /** How long each weight is judged. */
      bake: duration.default('60s'),
      /** How long undecided gates, or a person's hold, may last before everything goes back. */
      hold: duration.default('10m'),
      /** How long the old hosts stay ready after all traffic has left; `keep`: until the next deploy. */
      warm: z.union([duration, z.literal('keep')]).default('60s'),
      /** When nothing is deployed; `until` is the first free moment. */
      freeze: z
        .array(
          z
            .strictObject({
              from: z.iso.datetime({ offset: true }),
              until: z.iso.datetime({ offset: true }),
              reason: z.string().min(1),
            })
            .refine(({ from, until }) => Date.parse(from) < Date.parse(until), {
              error: 'until must come after from',
            }),
        )
        .default([]),
      prometheus: prometheusSchema,
      gates: gatesSchema,
    })
    .prefault({}),
  snapshots: snapshotSchema,
})

export type Config = z.output<typeof configSchema>
export type EnvironmentConfig = Config['environments'][string]
