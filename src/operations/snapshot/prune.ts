import { leastSeconds, waitBefore } from '../../domain/retention/estimate.ts'
import { policyRefusal } from '../../domain/retention/policy.ts'
import { planPrune } from '../../domain/retention/prune.ts'
import type { PrunePlan } from '../../domain/retention/prune-plan.ts'
import { Shelf } from '../../domain/retention/shelf.ts'
import type { Step } from '../../engine/step.ts'
import { badInput, declined, interrupted } from '../../errors/index.ts'
import { checkAccount } from './choose.ts'
import { ownTags, realmOf, type SnapshotContext } from './context.ts'
import { selectSources } from './create.ts'
import { pruneFacts } from './facts.ts'

/** Removes what no rule keeps and nothing needs, at most `maxRemovals` of them. */
export function snapshotPrune(): readonly Step<SnapshotContext>[] {
  return [plan, remove]
}

/** What a prune would do now, newest first. */
export async function prunePlan(c: SnapshotContext): Promise<PrunePlan> {
  const refusal = policyRefusal(c.settings.keep)
  if (refusal !== null) throw badInput('snapshots.keep', refusal.rule, refusal.fix)
  const sources = c.input.of === undefined ? null : await selectedIds(c)
  const [snapshots, facts] = await Promise.all([candidates(c, sources), pruneFacts(c)])
  return planPrune({
    snapshots,
    policy: c.settings.keep,
    realm: realmOf(c),
    facts,
    cap: c.settings.maxRemovals,
  })
}

/** Page by page: what of a page does not count is gone before the next one is read. */
async function candidates(c: SnapshotContext, sources: readonly string[] | null): Promise<Shelf> {
  const found = new Shelf(c.settings.keep)
  for await (const page of c.reader.pages({ tags: ownTags(c) })) {
    for (const one of page) {
      if (sources === null || sources.includes(one.source)) found.add(one)
    }
  }
  return found
}

async function selectedIds(c: SnapshotContext): Promise<readonly string[]> {
  const { volumes, databases } = await selectSources(c)
  return [...volumes, ...databases].map((one) => one.id)
}

const plan: Step<SnapshotContext> = {
  id: 'plan',
  title: 'Decide what to keep',
  effect: 'read',
  run: async (c) => {
    c.prompt.assertAnswerable(c.environment.name)
    await checkAccount(c)
    const decisions = await prunePlan(c)
    const ids = decisions.removable()
    c.showPrune(decisions, leastSeconds(ids.length))
    const { name } = c.environment
    if (
      ids.length > 0 &&
      !(await c.prompt.typeExactly("Type the environment's name to go on", name))
    )
      throw declined(`Removing ${ids.length} snapshots of ${name}`)
    return {
      remove: ids,
      kept: decisions.count('keep'),
      later: decisions.count('later'),
      estimateSeconds: leastSeconds(ids.length),
    }
  },
}

const remove: Step<SnapshotContext> = {
  id: 'remove',
  title: 'Remove the rest',
  effect: 'destroy',
  done: async (_, at) => (at.facts['remove'] as readonly string[]).length === 0,
  run: async (c, at) => {
    const approved = new Set(at.facts['remove'] as readonly string[])
    // Between the question and now, or since the process before this one died, an image or a
    // deployment may have come to need one of them: only what still may go goes.
    const ids = (await prunePlan(c)).removable().filter((id) => approved.has(id))
    const began = c.clock.now().getTime()
    for (const [index, id] of ids.entries()) {
      if (at.signal.aborted) throw interrupted(`${index} of ${ids.length} were removed.`, [])
      const rest = waitBefore(index, c.clock.now().getTime() - began)
      if (rest > 0) await c.clock.sleep(rest, at.signal)
      await c.writer.remove(id)
      at.news(`${index + 1} of ${ids.length}  ${id}`)
    }
    return { removed: ids.length }
  },
}
