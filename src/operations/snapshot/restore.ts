import { isVolumeId } from '../../domain/snapshot/name.ts'
import { ageSeconds } from '../../domain/snapshot/snapshot.ts'
import { snapshotTags } from '../../domain/snapshot/tags.ts'
import type { Facts, Running, Step } from '../../engine/step.ts'
import { badInput, declined, noVolume } from '../../errors/index.ts'
import type { Volume } from '../../ports/volumes.ts'
import { volumeTakeovers } from '../../tools/terraform/adoption.ts'
import { addressesInState, adopt, planAfter } from './adopt.ts'
import { checkAccount, chooseSnapshot, refuseExposed } from './choose.ts'
import { ownTags, type SnapshotContext } from './context.ts'
import { isAt, markLive, put } from './exchange.ts'
import { text } from './fact.ts'
import { startDatabase, stopDatabase } from './playbooks.ts'
import { volumeIs } from './scratch.ts'

/**
 * A new volume from a snapshot; the source is never touched. With `swap` it then takes the place of
 * the live one, which is kept, and Terraform's state learns of it.
 */
export function snapshotRestore(swap: boolean): readonly Step<SnapshotContext>[] {
  return swap
    ? [chooseForSwap, volume, inState, stop, exchange, start, setAside, adoptVolume, planned]
    : [choose, volume]
}

const choose: Step<SnapshotContext> = {
  id: 'choose',
  title: 'Choose the snapshot',
  effect: 'read',
  run: async (c) => {
    await checkAccount(c)
    return chosen(c, await liveVolume(c, null))
  },
}

const chooseForSwap: Step<SnapshotContext> = {
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
      live: live.id,
      instance: live.attachment?.instance ?? '',
      device: live.attachment?.device ?? '',
      began: c.clock.now().toISOString(),
    }
  },
}

const volume: Step<SnapshotContext> = {
  id: 'volume',
  title: 'Make the new volume',
  effect: 'change',
  done: async (c, at) => {
    if (at.facts['snapshot'] === undefined) return true
    const [made] = await ofThisOperation(c)
    return made === undefined ? false : { volume: made.id }
  },
  run: async (c, at) => {
    const live = await c.volumes.find(text(at, 'source'))
    if (live === null) throw noVolume(c.environment.name, text(at, 'source'))
    const tags = {
      ...ownTags(c),
      Name: `${live.tags['Name'] ?? live.id}-restored`,
      [snapshotTags.operation]: c.operation,
    }
    const made =
      (await ofThisOperation(c))[0] ??
      (await c.volumeWriter.create({
        snapshot: text(at, 'snapshot'),
        like: live,
        tags,
        token: `${c.operation}-restore`,
      }))
    await volumeIs(c, at, made.id, 'available')
    at.news(made.id)
    return { volume: made.id }
  },
  undo: async (c, at) => {
    // On a way back the volume was there before: it is never this operation's to delete.
    if (at.facts['snapshot'] === undefined) return undefined
    for (const one of await ofThisOperation(c)) {
      if (one.attachment === null && one.id !== at.facts['live'])
        await c.volumeWriter.remove(one.id)
    }
    return undefined
  },
}

/**
 * Its way back is that of the adoption, and comes after that of the exchange: Terraform imports an
 * attachment only while it is there.
 */
const inState: Step<SnapshotContext> = {
  id: 'in-state',
  title: "See how Terraform's state knows the live volume",
  effect: 'change',
  run: async (c, at) => {
    const addresses = await addressesInState(c, text(at, 'live'))
    at.news(addresses.volume ?? 'not at all')
    return { addresses: { ...addresses } }
  },
  undo: async (c, at) => {
    if ('addresses' in at.facts) await adopt(c, at, takeovers(at, text(at, 'live')))
    return undefined
  },
}

const stop: Step<SnapshotContext> = {
  id: 'stop',
  title: 'Stop the database',
  effect: 'change',
  run: async (c, at) => {
    await stopDatabase(c, at)
    return undefined
  },
  undo: async (c, at) => {
    await startDatabase(c, at)
    return undefined
  },
}

const exchange: Step<SnapshotContext> = {
  id: 'exchange',
  title: 'Exchange the volumes',
  effect: 'change',
  done: async (c, at) => isAt(c, at, text(at, 'volume')),
  run: async (c, at) => {
    await put(c, at, text(at, 'volume'), text(at, 'live'))
    return undefined
  },
  undo: async (c, at) => {
    if (!(await isAt(c, at, text(at, 'live'))))
      await put(c, at, text(at, 'live'), text(at, 'volume'))
    return undefined
  },
}

const start: Step<SnapshotContext> = {
  id: 'start',
  title: 'Start the database on it and wait for the service',
  effect: 'change',
  run: async (c, at) => {
    await startDatabase(c, at)
    const took = c.clock.now().getTime() - Date.parse(text(at, 'began'))
    return { recoverySeconds: Math.round(took / 100) / 10 }
  },
  // Its way back begins with letting go of the volume again.
  undo: async (c, at) => {
    await stopDatabase(c, at)
    return undefined
  },
}

/** The new one gets the old one's tags, so that everything finds it; the old one is marked. */
const setAside: Step<SnapshotContext> = {
  id: 'set-aside',
  title: 'Mark the old volume as set aside',
  effect: 'change',
  run: async (c, at) => {
    await markLive(c, text(at, 'volume'), text(at, 'live'))
    return undefined
  },
  undo: async (c, at) => {
    await markLive(c, text(at, 'live'), text(at, 'volume'))
    await c.volumeWriter.tag(text(at, 'volume'), { [snapshotTags.operation]: c.operation })
    return undefined
  },
}

const adoptVolume: Step<SnapshotContext> = {
  id: 'adopt',
  title: "Take the new volume into Terraform's state",
  effect: 'change',
  run: async (c, at) => {
    await adopt(c, at, takeovers(at, text(at, 'volume')))
    return undefined
  },
  undo: async () => undefined,
}

const planned: Step<SnapshotContext> = {
  id: 'planned',
  title: 'See that the next plan destroys nothing',
  effect: 'read',
  run: async (c, at) => {
    const after = await planAfter(c, at)
    const back = `opsctl snapshot restore ${text(at, 'live')} --swap -e ${c.environment.name}`
    return { planAfter: after as unknown as Facts, wayBack: back }
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

async function ofThisOperation(c: SnapshotContext): Promise<readonly Volume[]> {
  return c.volumes.tagged({ ...ownTags(c), [snapshotTags.operation]: c.operation })
}

function takeovers(at: Running, volume: string) {
  const { volume: known = null, attachment = null } = at.facts['addresses'] as Facts
  const addresses = { volume: known as string | null, attachment: attachment as string | null }
  const to = { volume, instance: text(at, 'instance'), device: text(at, 'device') }
  return volumeTakeovers(addresses, to)
}
