import { snapshotTags } from '../../domain/snapshot/tags.ts'
import type { Facts, Running, Step } from '../../engine/step.ts'
import { volumeTakeovers } from '../../tools/terraform/adoption.ts'
import { addressesInState, adopt, planAfter } from './adopt.ts'
import type { SnapshotContext } from './context.ts'
import { isAt, markLive, put } from './exchange.ts'
import { text } from './fact.ts'
import { startDatabase, stopDatabase } from './playbooks.ts'

/**
 * Its way back is that of the adoption, and comes after that of the exchange: Terraform imports an
 * attachment only while it is there.
 */
const inState: Step<SnapshotContext> = {
  id: 'in-state',
  title: 'See how the state knows the live volume',
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
    await markLive(c, at, text(at, 'volume'), text(at, 'live'))
    return undefined
  },
  undo: async (c, at) => {
    await markLive(c, at, text(at, 'live'), text(at, 'volume'))
    await c.volumeWriter.tag(text(at, 'volume'), { [snapshotTags.operation]: c.operation })
    return undefined
  },
}

const adoptVolume: Step<SnapshotContext> = {
  id: 'adopt',
  title: 'Take the new volume into the state',
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

function takeovers(at: Running, volume: string) {
  const { volume: known = null, attachment = null } = at.facts['addresses'] as Facts
  const addresses = { volume: known as string | null, attachment: attachment as string | null }
  const to = { volume, instance: text(at, 'instance'), device: text(at, 'device') }
  return volumeTakeovers(addresses, to)
}

/** The new volume takes the live one's place, and Terraform's state learns of it. */
export const swapSteps: readonly Step<SnapshotContext>[] = [
  inState,
  stop,
  exchange,
  start,
  setAside,
  adoptVolume,
  planned,
]
