// The sandbox's operations without the CLI: node entry.ts up|down|reset|status|logs PART|controller --state FOLDER
import { join } from 'node:path'
import { relay } from '../../src/adapters/relay.ts'
import { runController } from '../../src/sandbox/controller.ts'
import { sandboxDown } from '../../src/sandbox/down.ts'
import { runRelay } from '../../src/sandbox/faults/relay-daemon.ts'
import { sandboxLogs } from '../../src/sandbox/logs.ts'
import type { SandboxSettings } from '../../src/sandbox/places.ts'
import { sandboxReset } from '../../src/sandbox/reset.ts'
import { sandboxStatus } from '../../src/sandbox/status.ts'
import { sandboxUp } from '../../src/sandbox/up.ts'
import { realPorts } from './real-ports.ts'

const settings: SandboxSettings = {
  project: join(import.meta.dirname, '../..'),
  region: 'eu-west-3',
  env: process.env,
  controller: { file: process.execPath, args: [import.meta.filename, 'controller'] },
  relay: { file: process.execPath, args: [import.meta.filename, 'relay'] },
}

const [verb, word = '', state = ''] = process.argv.slice(2)
if (verb === 'controller' || verb === 'relay') {
  const stop = new AbortController()
  process.once('SIGTERM', () => stop.abort())
  const folder = word === '--state' ? state : word
  if (verb === 'relay') await runRelay(realPorts, relay, folder, stop.signal)
  else await runController(realPorts, folder, stop.signal)
} else {
  const verbs: Record<string, () => Promise<unknown>> = {
    up: () => sandboxUp(realPorts, settings),
    down: () => sandboxDown(realPorts, settings),
    reset: () => sandboxReset(realPorts, settings),
    status: () => sandboxStatus(realPorts, settings),
    logs: () => sandboxLogs(realPorts, settings, word, 20),
  }
  const result = await verbs[verb ?? '']?.()
  process.stdout.write(`${typeof result === 'string' ? result : JSON.stringify(result, null, 1)}\n`)
}
