import { isVolumeId } from '../../domain/snapshot/name.ts'
import { ageSeconds } from '../../domain/snapshot/snapshot.ts'
import { snapshotTags } from '../../domain/snapshot/tags.ts'
import type { Facts, Step } from '../../engine/step.ts'
import { badInput, declined, noVolume } from '../../errors/index.ts'
import type { Volume } from '../../ports/volumes.ts'
import { checkAccount, chooseSnapshot, refuseExposed } from './choose.ts'
import { ownTags, type SnapshotContext } from './context.ts'
import { marksOf } from './marks.ts'

/** What is restored, like the volume that serves now. */
export const choose: Step<SnapshotContext> = {
  id: 'choose',
  title: 'Choose the snapshot',
  effect: 'read',
  run: async (c) => {
    await checkAccount(c)
    return chosen(c, await liveVolume(c, null))
  },
}

/** The same, and whose place it takes; a person has the last word. */
export const chooseForSwap: Step<SnapshotContext> = {
  id: 'choose',
  title: 'See what is there, and ask',
  effect: 'read',
  run: async (c, at) => {
    const { name } = c.environment
    c.prompt.assertAnswerable(name)
    await checkAccount(c)
    const back = isVolumeId(c.input.id ?? '') ? await setAsideVolume(c, c.input.id ?? '') : null
    const live = await liveVolume(c, back?.tags['DataOf'] ?? null)
    const facts =
      back === null ? await chosen(c, live) : { volume: back.id, dataAt: null, source: live.id }
    at.news(`${live.id} serves now`)
    c.note(
      `Everything written to ${live.id} since ${facts['dataAt'] ?? 'it was set aside'} will not be there.`,
    )
    if (!(await c.prompt.typeExactly("Type the environment's name to go on", name)))
      throw declined(`Restoring ${name}`)
    return {
      ...facts,
      ...marksOf(live),
      live: live.id,
      instance: live.attachment?.instance ?? '',
      device: live.attachment?.device ?? '',
      began: c.clock.now().toISOString(),
    }
  },
}

async function chosen(c: SnapshotContext, live: Volume): Promise<Facts> {
  const snapshot = await chooseSnapshot(c)
  await refuseExposed(c, snapshot)
  return {
    snapshot: snapshot.id,
    source: live.id,
    dataAt: snapshot.startedAt,
    dataAgeSeconds: Math.round(ageSeconds(snapshot, c.clock.now())),
  }
}

/** The volume that serves now: attached, holding data, and not set aside by a swap. */
async function liveVolume(c: SnapshotContext, dataOf: string | null): Promise<Volume> {
  const tags = { ...ownTags(c), ...(dataOf === null ? { HoldsData: 'true' } : { DataOf: dataOf }) }
  const found = (await c.volumes.tagged(tags)).filter(
    (one) => one.attachment !== null && !(snapshotTags.setAside in one.tags),
  )
  const [only, ...more] = found
  if (only !== undefined && more.length === 0) return only
  const what = only === undefined ? 'an attached volume that holds data' : 'exactly one live volume'
  throw noVolume(c.environment.name, what)
}

async function setAsideVolume(c: SnapshotContext, id: string): Promise<Volume> {
  const found = await c.volumes.find(id)
  const own = Object.entries(ownTags(c)).every(([key, value]) => found?.tags[key] === value)
  if (found !== null && own && snapshotTags.setAside in found.tags && found.attachment === null) {
    return found
  }
  const rule = `${id} is not a volume that a swap of ${c.environment.name} set aside`
  throw badInput(
    'ID',
    rule,
    'give a snapshot, snap-…, or the volume that a swap named as the way back',
  )
}
