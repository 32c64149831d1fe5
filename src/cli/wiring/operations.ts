import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { s3StateBucket } from '../../adapters/s3-state-bucket.ts'
import { stsIdentity } from '../../adapters/sts-identity.ts'
import type { JsonObject } from '../../domain/json.ts'
import { newOperationId } from '../../domain/operation-id.ts'
import { type Operation, type OperationEnd, runOperation } from '../../engine/index.ts'
import { bucketMissing, wrongAccount } from '../../errors/index.ts'

import { configApply, configApplyRehearsed } from '../../operations/config/apply.ts'

import type { DeployInput, RollbackInput } from '../../operations/deploy/context.ts'
import { deploy } from '../../operations/deploy/index.ts'

import { infraBootstrap } from '../../operations/infra/bootstrap.ts'
import { infraDown } from '../../operations/infra/down.ts'
import { infraUnlock } from '../../operations/infra/unlock.ts'
import { infraUp } from '../../operations/infra/up.ts'
import type { DnsRollbackInput, GroupsRollbackInput } from '../../operations/rollback/context.ts'
import { rollbackByDns } from '../../operations/rollback/dns.ts'
import { rollbackByGroups } from '../../operations/rollback/groups.ts'
import { rollback } from '../../operations/rollback.ts'
import type { OperationBuilders, StoredOperation } from '../../operations/take-up.ts'
import { configContext } from './config-context.ts'
import { deployContext } from './deploy-context.ts'
import { type EnvironmentPlace, engineDeps, localDocuments } from './environment-place.ts'
import { infraContext } from './infra-context.ts'
import { policyContext } from './policy-context.ts'
import { inScratchFolder } from './scratch.ts'
import { type SnapshotKind, snapshotBuilds } from './snapshot-builds.ts'
import { dnsContext, groupsContext } from './switch-context.ts'

export type Build = (place: EnvironmentPlace, stored: StoredOperation) => Promise<Operation>

/** How each changing command's operation is made, from the start or by `resume`. */
const builds: Readonly<Record<string, Build>> = {
  'infra bootstrap': async (place, stored) =>
    operation(stored, infraBootstrap(), await bootstrapContext(place), 'change', false),
  'infra up': async (place, stored) =>
    operation(stored, infraUp(savedPlan(stored)), await changing(place, stored), 'change', true),
  'infra down': async (place, stored) =>
    operation(stored, infraDown(), await changing(place, stored), 'destroy', true),
  'infra unlock': async (place, stored) =>
    operation(stored, infraUnlock(), await changing(place, stored), 'change', true),
  'snapshot policy up': async (place, stored) =>
    operation(stored, infraUp(), await changing(place, stored, policyContext), 'change', true),
  'config apply': async (place, stored) =>
    operation(
      stored,
      place.workplace.call.flags['dry-run'] === true ? configApplyRehearsed() : configApply(),
      await configContext(place, stored.input),
      'change',
      true,
    ),
  deploy: async (place, stored) => {
    const input = stored.input as unknown as DeployInput
    const context = await deployContext(place, stored.id, input)
    return puttingBack(stored, rehearsed(place, deploy(input)), context)
  },
  rollback: async (place, stored) => {
    const input = stored.input as unknown as RollbackInput | DnsRollbackInput | GroupsRollbackInput
    if (!('by' in input)) {
      const context = await deployContext(place, stored.id, { ...input, goal: input.target })
      return puttingBack(stored, rehearsed(place, rollback(input)), context)
    }
    return input.by === 'dns'
      ? puttingBack(
          stored,
          rehearsed(place, rollbackByDns(input)),
          dnsContext(place, stored.id, input),
        )
      : puttingBack(
          stored,
          rehearsed(place, rollbackByGroups(input)),
          groupsContext(place, stored.id, input),
        )
  },
  ...snapshotBuilds,
}

export type OperationKind =
  | 'deploy'
  | 'rollback'
  | 'infra unlock'
  | 'infra bootstrap'
  | 'infra up'
  | 'infra down'
  | 'config apply'
  | 'snapshot policy up'
  | SnapshotKind

/** Starts a new operation of this kind and runs it to its end. */
export async function runNew(
  place: EnvironmentPlace,
  kind: OperationKind,
  input: JsonObject,
): Promise<OperationEnd> {
  const id = newOperationId(place.workplace.clock.now(), randomBytes(4))
  const build = builds[kind] as Build
  // The bucket that would hold the ledger is what `infra bootstrap` makes.
  const documents = kind === 'infra bootstrap' ? localDocuments(place) : undefined
  const stored = { id, kind, environment: place.environment.name, input }
  const [made, deps] = await Promise.all([build(place, stored), engineDeps(place, documents)])
  if (place.workplace.call.flags['dry-run'] !== true) return runOperation(made, deps)
  // A dry run leaves nothing behind: no journal, no ledger, no lock, and no plan file.
  return inScratchFolder(place, async (operationsFolder) => {
    await deps.files.makeFolder(join(operationsFolder, id), 0o700)
    return runOperation({ ...made, effect: 'read' }, { ...deps, operationsFolder })
  })
}

/** The builders for `resume` and `abort`. */
export function buildersFor(place: EnvironmentPlace): OperationBuilders {
  return new Map(
    Object.entries(builds).map(([kind, build]) => [kind, (stored) => build(place, stored)]),
  )
}

function operation<C>(
  stored: StoredOperation,
  steps: Operation<C>['steps'],
  context: C,
  effect: Operation['effect'],
  lock: boolean,
): Operation {
  return { ...stored, steps, context, effect, lock } as unknown as Operation
}

/** The infra context as it was when the operation began: its words and what was allowed. */
function changing(place: EnvironmentPlace, stored: StoredOperation, context = infraContext) {
  const extra = (stored.input['extra'] as readonly string[] | undefined) ?? []
  const allow = (stored.input['allow'] as readonly string[] | undefined) ?? []
  const allowed = { dataLoss: allow.includes('data-loss'), large: allow.includes('large') }
  return context(place, extra, allowed)
}

function savedPlan(stored: StoredOperation): string | null {
  const file = stored.input['plan']
  return typeof file === 'string' ? file : null
}

/**
 * Of a dry run the first step alone: what would be done is what the check shows, and the rest waits for
 * things that a dry run never makes.
 */
function rehearsed<C>(place: EnvironmentPlace, steps: Operation<C>['steps']) {
  return place.workplace.call.flags['dry-run'] === true ? steps.slice(0, 1) : steps
}

/** A gate's no takes everything back at once, in the same process. */
function puttingBack<C>(
  stored: StoredOperation,
  steps: Operation<C>['steps'],
  context: C,
): Operation {
  return { ...operation(stored, steps, context, 'change', true), putsBack: true }
}

async function bootstrapContext(place: EnvironmentPlace) {
  const { environment, aws } = place
  if (environment.bucket === null) throw bucketMissing(environment.name)
  const identity = stsIdentity(aws)
  return {
    bucket: await s3StateBucket(aws, environment.bucket),
    checkAccount: async () => {
      const { account } = await identity.read()
      if (account !== environment.account) {
        throw wrongAccount(environment.name, environment.account, account)
      }
    },
  }
}
