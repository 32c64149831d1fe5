import { snapshotTags } from '../../domain/snapshot/tags.ts'
import type { Facts, Running } from '../../engine/step.ts'
import { type Database, dryRunDatabase } from '../../ports/databases.ts'
import type { SnapshotContext } from './context.ts'
import { text } from './fact.ts'

/** What tells the instance that serves from others, as facts: the tags that Terraform wrote. */
export function marksOf({ tags }: Database): Facts {
  const own = Object.entries(tags).filter(([key]) => !/^(aws|opsctl):/.test(key))
  return { tags: Object.fromEntries(own) }
}

/**
 * Gives the instance that serves exactly the marks that were noted when the operation began, and marks
 * the other as set aside by this operation. In a dry run, which exchanged no names, it says so of the
 * names as they still are.
 */
export async function markLiveDatabase(
  c: SnapshotContext,
  at: Pick<Running, 'facts'>,
  serving: string,
  aside: string,
): Promise<void> {
  const found = await c.databases.find(serving)
  const dry = at.facts['databaseId'] === dryRunDatabase
  const old = dry ? found : await c.databases.find(aside)
  const fresh = dry && found ? { ...found, name: text(at, 'database'), tags: {} } : found
  if (fresh === null || old === null) return
  const tags = at.facts['tags'] as Readonly<Record<string, string>>
  await c.databaseWriter.tag(fresh, tags)
  const foreign = Object.keys(fresh.tags).filter((key) => key.startsWith('opsctl:'))
  if (foreign.length > 0) await c.databaseWriter.untag(fresh, foreign)
  await c.databaseWriter.tag(old, {
    [snapshotTags.setAside]: c.operation,
    Name: `${tags['Name'] ?? serving}-set-aside`,
  })
}
