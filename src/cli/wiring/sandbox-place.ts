import { join } from 'node:path'
import { relay } from '../../adapters/relay.ts'
import { knownOperations } from '../../engine/index.ts'
import { declined } from '../../errors/index.ts'
import { runController } from '../../sandbox/controller.ts'
import { sandboxDown } from '../../sandbox/down.ts'
import { runRelay } from '../../sandbox/faults/relay-daemon.ts'
import { addFault, clearFaults, listFaults, type NewFault } from '../../sandbox/faults/set.ts'
import { alone } from '../../sandbox/lock.ts'
import { sandboxLogs } from '../../sandbox/logs.ts'
import { stateFolder } from '../../sandbox/places.ts'
import { sandboxReset } from '../../sandbox/reset.ts'
import { sandboxStatus } from '../../sandbox/status.ts'
import { ensureRelay, sandboxUp } from '../../sandbox/up.ts'
import { sandboxPorts, sandboxSettings } from './sandbox-access.ts'
import { openProject, type Workplace } from './workplace.ts'

/** The machine's sandbox, ready to be asked. */
export async function openSandbox(workplace: Workplace) {
  const ports = sandboxPorts(workplace)
  const settings = sandboxSettings(workplace.call, await region(workplace))
  const agreed = async (question: string) => {
    if (!(await workplace.prompt.confirm(question))) throw declined('Removing the sandbox')
  }
  return {
    up: () => sandboxUp(ports, settings),
    status: () => sandboxStatus(ports, settings),
    logs: (part: string, lines: number) => sandboxLogs(ports, settings, part, lines),
    down: async () => {
      await agreed('Remove the sandbox with its hosts, volumes and snapshots?')
      const removed = await sandboxDown(ports, settings)
      await forgetOperations(workplace)
      return removed
    },
    reset: async () => {
      await agreed('Empty the sandbox? Its hosts, volumes and snapshots are lost.')
      const facts = await sandboxReset(ports, settings)
      await forgetOperations(workplace)
      return facts
    },
    control: (state: string, signal: AbortSignal) => runController(ports, state, signal),
    relay: (state: string, signal: AbortSignal) => runRelay(ports, relay, state, signal),
    /** Makes clients from now on go where faults can be set. */
    throughRelay: () => alone(ports, stateFolder(settings.env), () => ensureRelay(ports, settings)),
    addFault: (fault: NewFault) => addFault(ports, settings, fault),
    listFaults: () => listFaults(ports, settings),
    clearFaults: (id: string | undefined) => clearFaults(ports, settings, id),
  }
}

/** The region of the sandbox's environment; outside of a project any will do. */
async function region(workplace: Workplace): Promise<string> {
  try {
    const { config } = await openProject(workplace)
    const own = Object.values(config.environments).find((environment) => environment.sandbox)
    return own?.region ?? config.region
  } catch {
    return 'eu-west-3'
  }
}

/** What was unfinished on a sandbox that is gone can be neither resumed nor aborted: never before it is. */
async function forgetOperations(workplace: Workplace): Promise<void> {
  const { config, project } = await openProject(workplace)
  const folder = join(project, '.opsctl', 'operations')
  for (const { begin } of await knownOperations(workplace.files, folder)) {
    const gone = config.environments[begin.environment]?.sandbox === true
    if (gone) await workplace.files.remove(join(folder, begin.id))
  }
}
