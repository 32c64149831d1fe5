import type { Json } from '../../domain/json.ts'
import type { PlanBinding } from '../../domain/plan/bundle.ts'
import { isEmpty, withoutValues } from '../../domain/plan/summary.ts'
import type { Running, Step } from '../../engine/step.ts'
import { apply } from './apply-step.ts'
import { approve } from './approve-step.ts'
import { planFile, type Seen } from './change-facts.ts'
import { account, init, recover } from './change-steps.ts'
import type { InfraContext } from './context.ts'
import {
  assertFits,
  assertUnclaimed,
  bindingHere,
  bindingThere,
  claimPlan,
  openBundle,
} from './saved-plan.ts'
import { readPlan } from './terraform-run.ts'

/**
 * Apply a plan that `infra plan --out` saved: it is checked before anything starts, shown and asked
 * about like any other, and claimed, so that nobody applies it again. `file` is absolute.
 */
export function savedPlanSteps(file: string): readonly Step<InfraContext>[] {
  const seen: Seen = { plan: null }
  return [
    readSaved(file),
    account('up'),
    init,
    recover,
    checkSaved(file, seen),
    approve('up', seen),
    claim(file),
    apply('up'),
  ]
}

function readSaved(file: string): Step<InfraContext> {
  return {
    id: 'saved',
    title: 'Read the saved plan',
    effect: 'read',
    run: async (c, at) => {
      const { binding, plan } = await openBundle(c.files, file)
      assertFits(c, file, binding, await bindingHere(c))
      await assertUnclaimed(c, file, binding.id, operationOf(at))
      await c.files.write(planFile(at), plan, 0o600)
      return { saved: binding as unknown as Json, planHash: await c.files.hash(planFile(at)) }
    },
  }
}

function checkSaved(file: string, seen: Seen): Step<InfraContext> {
  return {
    id: 'plan',
    title: 'Check that the plan still fits',
    effect: 'read',
    run: async (c, at) => {
      assertFits(c, file, bindingOf(at), await bindingThere(c))
      const summary = await readPlan(c, planFile(at))
      seen.plan = summary
      return { summary: withoutValues(summary) as unknown as Json, empty: isEmpty(summary) }
    },
  }
}

function claim(file: string): Step<InfraContext> {
  return {
    id: 'claim',
    title: 'Take the plan: it is applied once',
    effect: 'change',
    run: async (c, at) => {
      await claimPlan(c, file, bindingOf(at).id, operationOf(at))
      return undefined
    },
  }
}

/** The operation's folder bears its ID. */
function operationOf(at: Running): string {
  return at.folder.slice(at.folder.lastIndexOf('/') + 1)
}

function bindingOf(at: Running): PlanBinding {
  return at.facts['saved'] as unknown as PlanBinding
}
