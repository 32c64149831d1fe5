import { leastSeconds, waitBefore } from '../../domain/retention/estimate.ts'
import { leanFor } from '../../domain/retention/lean.ts'
import { policyRefusal } from '../../domain/retention/policy.ts'
import { type Decision, planPrune } from '../../domain/retention/prune.ts'
import type { Snapshot } from '../../domain/snapshot/snapshot.ts'
import type { Step } from '../../engine/step.ts'
import { badInput, declined } from '../../errors/index.ts'
import { checkAccount } from './choose.ts'
import { ownTags, realmOf, type SnapshotContext } from './context.ts'
import { selectSources } from './create.ts'
import { pruneFacts } from './facts.ts'

/** Removes what no rule keeps and nothing needs, at most `maxRemovals` of them. */
export function snapshotPrune(): readonly Step<SnapshotContext>[] {
  return [plan, remove]
}

/** What a prune would do now, newest first. */
export async function prunePlan(c: SnapshotContext): Promise<readonly Decision[]> {
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
async function candidates(
  c: SnapshotContext,
  sources: readonly string[] | null,
): Promise<readonly Snapshot[]> {
  const lean = leanFor(c.settings.keep)
  const found: Snapshot[] = []
  for await (const page of c.reader.pages({ tags: ownTags(c) })) {
    for (const one of page) {
      if (sources === null || sources.includes(one.source)) found.push(lean(one))
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
    const ids = removable(decisions)
    c.showPrune(decisions, leastSeconds(ids.length))
    const { name } = c.environment
    if (
      ids.length > 0 &&
      !(await c.prompt.typeExactly("Type the environment's name to go on", name))
    )
      throw declined(`Removing ${ids.length} snapshots of ${name}`)
    return {
      remove: ids,
      kept: decisions.filter((one) => one.action === 'keep').length,
      later: decisions.filter((one) => one.action === 'later').length,
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
    const ids = removable(await prunePlan(c)).filter((id) => approved.has(id))
    const began = c.clock.now().getTime()
    for (const [index, id] of ids.entries()) {
      if (at.signal.aborted) break
      const rest = waitBefore(index, c.clock.now().getTime() - began)
      if (rest > 0) await c.clock.sleep(rest, at.signal)
      await c.writer.remove(id)
      at.news(`${index + 1} of ${ids.length}  ${id}`)
    }
    return { removed: ids.length }
  },
}

/** Oldest first, so that a run that is cut short leaves the newer ones. */
function removable(decisions: readonly Decision[]): string[] {
  return decisions
    .filter((one) => one.action === 'remove')
    .map((one) => one.snapshot.id)
    .reverse()
}
