import { instanceNameFor } from '../../domain/snapshot/database-name.ts'
import { snapshotTags } from '../../domain/snapshot/tags.ts'
import type { Facts, Running, Step } from '../../engine/step.ts'
import { declined, noVolume } from '../../errors/index.ts'
import { dryRunDatabase } from '../../ports/databases.ts'
import { databaseTakeovers } from '../../tools/terraform/adoption.ts'
import { adopt, databaseInState, planAfter } from './adopt.ts'
import { checkAccount } from './choose.ts'
import { chooseCopy, setAsideDatabase } from './choose-database.ts'
import { ownTags, type SnapshotContext } from './context.ts'
import { databaseReady, removeDatabase } from './database-wait.ts'
import { text } from './fact.ts'
import { markLiveDatabase } from './mark-database.ts'
import { startDatabase } from './playbooks.ts'
import { exchangeNames, type Naming, serves } from './rename.ts'

/**
 * A new RDS instance from a snapshot or from a moment of the past; the live one is never touched.
 * With `swap` it then gets the live one's name, and with it its address; the old one is kept under
 * another name, and Terraform's state learns of it.
 */
export function restoreDatabase(swap: boolean): readonly Step<SnapshotContext>[] {
  return swap
    ? [chooseForSwap, instance, exchange, ready, setAside, adoptInstance, planned]
    : [choose, instance]
}

const choose: Step<SnapshotContext> = {
  id: 'choose',
  title: 'Choose what to restore',
  effect: 'read',
  run: async (c) => {
    await checkAccount(c)
    return chooseCopy(c)
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
    const facts = (await setAsideDatabase(c)) ?? (await chooseCopy(c))
    const live = String(facts['live'])
    const address = await databaseInState(c, String(facts['liveId']))
    at.news(`${live} serves now, as ${address ?? 'nothing that the state knows'}`)
    const since = facts['dataAt'] ?? 'it was set aside'
    c.note(`Everything written to ${live} since ${since} will not be there.`)
    if (!(await c.prompt.typeExactly("Type the environment's name to go on", name)))
      throw declined(`Restoring ${name}`)
    return {
      ...facts,
      aside: instanceNameFor(live, 'aside', c.operation),
      address,
      began: c.clock.now().toISOString(),
    }
  },
}

const instance: Step<SnapshotContext> = {
  id: 'instance',
  title: 'Make the new RDS instance',
  effect: 'change',
  done: async (_, at) => isWayBack(at),
  run: async (c, at) => {
    const live = await c.databases.find(text(at, 'live'))
    if (live === null) throw noVolume(c.environment.name, text(at, 'live'))
    const name = text(at, 'database')
    const { snapshot, moment } = at.facts
    const asked = await c.databaseWriter.restore({
      name,
      from:
        typeof snapshot === 'string' ? { snapshot } : { database: live.name, at: String(moment) },
      settings: live.settings,
      tags: {
        ...ownTags(c),
        Name: `${live.tags['Name'] ?? live.name}-restored`,
        [snapshotTags.operation]: c.operation,
      },
    })
    if (asked === 'said') return { databaseId: dryRunDatabase }
    return { databaseId: (await databaseReady(c, at, name)).id }
  },
  undo: async (c, at) => {
    // On a way back the instance was there before: it is never this operation's to delete.
    if (isWayBack(at)) return undefined
    const made = await c.databases.find(text(at, 'database'))
    if (made?.tags[snapshotTags.operation] === c.operation) await removeDatabase(c, at, made.name)
    return undefined
  },
}

const exchange: Step<SnapshotContext> = {
  id: 'exchange',
  title: 'Exchange the names',
  effect: 'change',
  done: async (c, at) => serves(c, { id: made(at).id, name: text(at, 'live') }),
  run: async (c, at) => {
    const serving = live(at)
    await exchangeNames(
      c,
      at,
      { ...serving, to: text(at, 'aside') },
      { ...made(at), to: serving.name },
    )
    return undefined
  },
  undo: async (c, at) => {
    await namesAsBefore(c, at)
    return undefined
  },
}

const ready: Step<SnapshotContext> = {
  id: 'ready',
  title: 'Wait for the service on it',
  effect: 'change',
  run: async (c, at) => {
    await startDatabase(c, at)
    const took = c.clock.now().getTime() - Date.parse(text(at, 'began'))
    return { recoverySeconds: Math.round(took / 100) / 10 }
  },
}

const setAside: Step<SnapshotContext> = {
  id: 'set-aside',
  title: 'Mark the old instance as set aside',
  effect: 'change',
  run: async (c, at) => {
    await markLiveDatabase(c, at, text(at, 'live'), text(at, 'aside'))
    return undefined
  },
  undo: async (c, at) => {
    await namesAsBefore(c, at)
    await markLiveDatabase(c, at, text(at, 'live'), text(at, 'database'))
    if (isWayBack(at)) return undefined
    const name = text(at, 'database')
    const back = await c.databases.find(name)
    // By this tag the step that made it finds it again, to take it away.
    if (back !== null) await c.databaseWriter.tag(back, { [snapshotTags.operation]: c.operation })
    return undefined
  },
}

const adoptInstance: Step<SnapshotContext> = {
  id: 'adopt',
  title: 'Take the new instance into the state',
  effect: 'change',
  run: async (c, at) => {
    await adopt(c, at, takeovers(at, made(at).id))
    return undefined
  },
  undo: async (c, at) => {
    // An import under another name would be a plan to rename it.
    await namesAsBefore(c, at)
    await adopt(c, at, takeovers(at, live(at).id))
    return undefined
  },
}

const planned: Step<SnapshotContext> = {
  id: 'planned',
  title: 'See that the next plan destroys nothing',
  effect: 'read',
  run: async (c, at) => {
    const after = await planAfter(c, at)
    const back = `opsctl snapshot restore ${text(at, 'aside')} --swap -e ${c.environment.name}`
    return { planAfter: after as unknown as Facts, wayBack: back }
  },
}

async function namesAsBefore(c: SnapshotContext, at: Running): Promise<void> {
  const serving = live(at)
  if (await serves(c, serving)) return
  const other = made(at)
  await exchangeNames(
    c,
    at,
    { id: other.id, name: serving.name, to: other.name },
    { id: serving.id, name: text(at, 'aside'), to: serving.name },
  )
}

function takeovers(at: Running, id: string) {
  const { address = null } = at.facts
  return databaseTakeovers(address as string | null, { id, name: text(at, 'live') })
}

/** What served when the operation began. */
const live = (at: Running): Naming => ({ id: text(at, 'liveId'), name: text(at, 'live') })
/** What is to serve when it ends, under the name that it has before. */
const made = (at: Running): Naming => ({ id: text(at, 'databaseId'), name: text(at, 'database') })
const isWayBack = (at: Running) => at.facts['snapshot'] === undefined && !('moment' in at.facts)
