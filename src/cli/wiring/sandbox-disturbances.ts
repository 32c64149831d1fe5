import type { Disturbance } from '../../domain/deployment/rehearsal.ts'
import type { Disturbances } from '../../ports/disturbances.ts'
import type { NewFault } from '../../sandbox/faults/set.ts'
import { newFault } from './new-fault.ts'
import type { openSandbox } from './sandbox-place.ts'

type Sandbox = Pick<
  Awaited<ReturnType<typeof openSandbox>>,
  'addFault' | 'clearFaults' | 'listFaults'
>

/** The sandbox's faults, as a rehearsal asks for them. */
export function sandboxDisturbances(sandbox: Sandbox): Disturbances {
  return {
    set: async (what) => (await sandbox.addFault(faultFor(what))).id,
    hits: async (id) => (await sandbox.listFaults()).find((one) => one.id === id)?.hits ?? null,
    clear: async (id) => {
      await sandbox.clearFaults(id)
    },
  }
}

/** As `opsctl sandbox fault add` reads it. */
function faultFor(what: Disturbance): NewFault {
  const plain = { rate: '1', after: 0, once: false, changing: false, by: '500ms', seed: 1 }
  switch (what.kind) {
    case 'unhealthy':
      return newFault('unhealthy', { ...plain, colour: what.colour })
    case 'throttle':
      return newFault('throttle', { ...plain, rate: String(what.rate) })
    case 'lost-reply':
      return newFault('lost-reply', { ...plain, changing: true, once: true })
  }
}
