import { instanceNameFor } from '../../domain/snapshot/database-name.ts'
import { ageSeconds } from '../../domain/snapshot/snapshot.ts'
import { snapshotTags } from '../../domain/snapshot/tags.ts'
import type { Facts } from '../../engine/step.ts'
import { badInput, noVolume } from '../../errors/index.ts'
import type { Database } from '../../ports/databases.ts'
import { chooseSnapshot, refuseExposed } from './choose.ts'
import { ownTags, type SnapshotContext } from './context.ts'
import { marksOf } from './marks.ts'
import { refuseOutside } from './moment.ts'

/**
 * What to restore, as facts: a snapshot, or a moment of an instance's past; the instance that serves
 * now (`live`, `liveId`); and the name of the new one (`database`).
 */
export async function chooseCopy(c: SnapshotContext): Promise<Facts> {
  const { at, id } = c.input
  if (at !== undefined) {
    const live = await liveDatabase(c, id ?? null)
    refuseOutside(at, await c.databases.window(live.name), live.name)
    return { ...facts(c, live, at), moment: at }
  }
  const snapshot = await chooseSnapshot(c)
  await refuseExposed(c, snapshot)
  const all = await servingDatabases(c)
  // The source may be set aside or lost by now; then the only one there is takes its place.
  const live = all.find((one) => one.id === snapshot.source) ?? (await liveDatabase(c, null))
  return { ...facts(c, live, snapshot.startedAt), snapshot: snapshot.id }
}

/** The instance that an earlier swap set aside, when the ID names one; null when it names none. */
export async function setAsideDatabase(c: SnapshotContext): Promise<Facts | null> {
  const { at, id } = c.input
  if (at !== undefined || id === undefined) return null
  if ((await c.reader.find(id)) !== null) return null
  const found = await c.databases.find(id)
  if (found === null) return null
  const own = Object.entries(ownTags(c)).every(([key, value]) => found.tags[key] === value)
  if (!own || !(snapshotTags.setAside in found.tags)) {
    const rule = `${id} is not an RDS instance that a swap of ${c.environment.name} set aside`
    throw badInput('ID', rule, 'give a snapshot, or the instance that a swap named as the way back')
  }
  const live = await liveDatabase(c, null)
  const made = { database: found.name, databaseId: found.id }
  return { live: live.name, liveId: live.id, ...marksOf(live), ...made }
}

function facts(c: SnapshotContext, live: Database, dataAt: string): Facts {
  return {
    live: live.name,
    liveId: live.id,
    ...marksOf(live),
    database: instanceNameFor(live.name, 'restored', c.operation),
    dataAt,
    dataAgeSeconds: Math.round(ageSeconds({ startedAt: dataAt }, c.clock.now())),
  }
}

/** The instance of this name or, without one, the only one that serves. @throws NO_VOLUME */
async function liveDatabase(c: SnapshotContext, name: string | null): Promise<Database> {
  const all = await servingDatabases(c)
  if (name !== null) {
    const found = all.find((one) => one.name === name)
    if (found !== undefined) return found
    throw noVolume(c.environment.name, `an RDS instance ${name} that holds data`)
  }
  const [only, ...more] = all
  if (only !== undefined && more.length === 0) return only
  const what = only === undefined ? 'an RDS instance that holds data' : 'exactly one RDS instance'
  throw noVolume(c.environment.name, what)
}

async function servingDatabases(c: SnapshotContext): Promise<readonly Database[]> {
  const found = await c.databases.tagged({ ...ownTags(c), HoldsData: 'true' })
  return found.filter((one) => !(snapshotTags.setAside in one.tags))
}
