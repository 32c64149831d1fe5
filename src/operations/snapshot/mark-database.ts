import { snapshotTags } from '../../domain/snapshot/tags.ts'
import type { Facts, Running } from '../../engine/step.ts'
import type { Database } from '../../ports/databases.ts'
import type { SnapshotContext } from './context.ts'

/** What tells the instance that serves from others, as facts: Terraform's tags, and protection. */
export function marksOf({ tags, settings }: Database): Facts {
  const own = Object.entries(tags).filter(([key]) => !/^(aws|opsctl):/.test(key))
  return { tags: Object.fromEntries(own), protected: settings.deletionProtection }
}

/**
 * Gives the instance that serves exactly the marks that were noted when the operation began, and marks
 * the other as set aside by this operation. Does nothing when one is missing (a dry run).
 */
export async function markLiveDatabase(
  c: SnapshotContext,
  at: Pick<Running, 'facts'>,
  serving: string,
  aside: string,
): Promise<void> {
  const [fresh, old] = [await c.databases.find(serving), await c.databases.find(aside)]
  if (fresh === null || old === null) return
  const tags = at.facts['tags'] as Readonly<Record<string, string>>
  await c.databaseWriter.tag(fresh, tags)
  const foreign = Object.keys(fresh.tags).filter((key) => key.startsWith('opsctl:'))
  if (foreign.length > 0) await c.databaseWriter.untag(fresh, foreign)
  if (at.facts['protected'] === true) await c.databaseWriter.protect(serving, true)
  await c.databaseWriter.tag(old, {
    [snapshotTags.setAside]: c.operation,
    Name: `${tags['Name'] ?? serving}-set-aside`,
  })
}
