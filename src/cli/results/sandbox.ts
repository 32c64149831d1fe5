import * as z from 'zod'
import type { SandboxRemoved } from '../../sandbox/down.ts'
import type { FaultStatus } from '../../sandbox/faults/set.ts'
import type { SandboxStatus } from '../../sandbox/status.ts'
import type { SandboxFacts } from '../../sandbox/up.ts'

const facts = z.strictObject({
  endpoint: z.url(),
  account: z.string(),
  env: z.record(z.string(), z.string()),
  engine: z.enum(['podman', 'docker']),
  loadBalancer: z.string(),
  registry: z.string(),
  registryPublished: z.string(),
  pythonBin: z.string(),
  project: z.string(),
}) satisfies z.ZodType<SandboxFacts>

const fault = z.strictObject({
  id: z.string(),
  kind: z.string(),
  about: z.string(),
  hits: z.number().nullable(),
}) satisfies z.ZodType<FaultStatus>

export const sandboxResults = {
  'sandbox up': facts,
  'sandbox reset': facts,
  'sandbox status': z.strictObject({
    up: z.boolean(),
    project: z.string().nullable(),
    parts: z.array(
      z.strictObject({
        name: z.string(),
        running: z.boolean(),
        since: z.string().nullable(),
        address: z.string(),
      }),
    ),
    hosts: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        address: z.string(),
        state: z.string(),
        since: z.string().nullable(),
      }),
    ),
    databases: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        address: z.string(),
        status: z.string(),
        state: z.string(),
        since: z.string().nullable(),
      }),
    ),
  }) satisfies z.ZodType<SandboxStatus>,
  'sandbox fault add': fault,
  'sandbox fault list': z.strictObject({ faults: z.array(fault) }),
  'sandbox fault clear': z.strictObject({ cleared: z.array(z.string()) }),
  'sandbox logs': z.strictObject({ part: z.string(), log: z.string() }),
  'sandbox down': z.strictObject({
    processes: z.array(z.string()),
    containers: z.array(z.string()),
    network: z.boolean(),
    state: z.string().nullable(),
  }) satisfies z.ZodType<SandboxRemoved>,
}
