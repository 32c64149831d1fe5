import { s3StateBucket } from '../../adapters/s3-state-bucket.ts'
import { stsIdentity } from '../../adapters/sts-identity.ts'
import { bucketMissing, wrongAccount } from '../../errors/index.ts'
import { configApply, configApplyRehearsed } from '../../operations/config/apply.ts'
import { infraBootstrap } from '../../operations/infra/bootstrap.ts'
import { infraDown, infraDownRehearsed } from '../../operations/infra/down.ts'
import { infraUnlock } from '../../operations/infra/unlock.ts'
import { infraUp } from '../../operations/infra/up.ts'
import type { StoredOperation } from '../../operations/take-up.ts'
import { type Builds, operation } from './build.ts'
import { applyContext } from './config-context.ts'
import type { EnvironmentPlace } from './environment-place.ts'
import { infraContext } from './infra-context.ts'
import { policyContext } from './policy-context.ts'

export type StackKind =
  | 'infra unlock'
  | 'infra bootstrap'
  | 'infra up'
  | 'infra down'
  | 'config apply'
  | 'snapshot policy up'

/** What Terraform and Ansible do. */
export const stackBuilds: Builds<StackKind> = {
  'infra bootstrap': async (place, stored) =>
    operation(stored, infraBootstrap(), await bootstrapContext(place), 'change', false),
  'infra up': async (place, stored) =>
    operation(stored, infraUp(savedPlan(stored)), await changing(place, stored), 'change', true),
  'infra down': async (place, stored) =>
    operation(
      stored,
      isRehearsed(place) ? infraDownRehearsed() : infraDown(),
      await changing(place, stored),
      'destroy',
      true,
    ),
  'infra unlock': async (place, stored) =>
    operation(stored, infraUnlock(), await changing(place, stored), 'change', true),
  'snapshot policy up': async (place, stored) =>
    operation(stored, infraUp(), await changing(place, stored, policyContext), 'change', true),
  'config apply': async (place, stored) =>
    operation(
      stored,
      isRehearsed(place) ? configApplyRehearsed() : configApply(),
      await applyContext(place, stored),
      'change',
      true,
    ),
}

function isRehearsed({ workplace }: EnvironmentPlace): boolean {
  return workplace.call.flags['dry-run'] === true
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
