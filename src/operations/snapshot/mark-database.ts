import { snapshotTags } from '../../domain/snapshot/tags.ts'
import type { Running } from '../../engine/step.ts'
import { dryRunDatabase } from '../../ports/databases.ts'
import type { SnapshotContext } from './context.ts'
import { text } from './fact.ts'
import { foreignKeys, notedMarks } from './marks.ts'

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
  const tags = notedMarks(at)
  await c.databaseWriter.tag(fresh, tags)
  const foreign = foreignKeys(fresh.tags, tags)
  if (foreign.length > 0) await c.databaseWriter.untag(fresh, foreign)
  await c.databaseWriter.tag(old, {
    [snapshotTags.setAside]: c.operation,
    Name: `${tags['Name'] ?? serving}-set-aside`,
  })
}
