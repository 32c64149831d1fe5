import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { end } from '../../../src/sandbox/down.ts'
import type { ApiFault } from '../../../src/sandbox/faults/fault.ts'
import { addFault, clearFaults, listFaults } from '../../../src/sandbox/faults/set.ts'
import type { SandboxSettings } from '../../../src/sandbox/places.ts'
import { livingDaemon } from '../../../src/sandbox/record.ts'
import { sandboxFacts } from '../../../src/sandbox/up.ts'
import { realPorts } from '../real-ports.ts'
import { calm } from './calm.ts'

const entry = join(import.meta.dirname, '../entry.ts')
const project = join(import.meta.dirname, '../../..')

/** A sandbox of which only the emulator is there, played by a local server; the relay is real. */
describe('setting faults', function () {
  this.timeout(30_000)
  const home = mkdtempSync(join(tmpdir(), 'opsctl-faults-'))
  const state = `${home}/opsctl/sandbox`
  const news: string[] = []
  const commands: string[] = []
  const ports = {
    ...realPorts,
    news: (line: string) => void news.push(line),
    exec: {
      ...realPorts.exec,
      run: async (command: { readonly args: readonly string[] }) => {
        commands.push(command.args.join(' '))
        return { exitCode: 0, signal: null, stdout: '', stderr: '' }
      },
    },
  }
  const settings: SandboxSettings = {
    project,
    region: 'eu-west-3',
    env: { ...process.env, XDG_STATE_HOME: home },
    controller: { file: process.execPath, args: [entry, 'controller'] },
    relay: { file: process.execPath, args: [entry, 'relay'] },
  }
  let emulator: Server

  const throttle: Omit<ApiFault, 'id'> = { ...calm, kind: 'throttle' }
  const endpoint = async () => (await sandboxFacts(ports, settings))?.endpoint ?? ''
  const asked = async () => (await realPorts.loopback.http(`${await endpoint()}/`))?.status

  before(async () => {
    const tags = { Role: 'monitoring' }
    const host = { id: 'i-1', state: 'running', privateIp: '10.20.0.9', generation: 0, tags }
    const none = { loadBalancers: [], targetGroups: [], databases: [] }
    const world = { version: 1, instances: [host], ...none }
    emulator = createServer((_, reply) => reply.end(JSON.stringify(world)))
    await new Promise<void>((resolve) => emulator.listen(0, '127.0.0.1', resolve))
    const taken = (emulator.address() as AddressInfo).port
    const record = {
      project,
      region: 'eu-west-3',
      engine: { kind: 'podman', file: 'podman', runtime: null, rootless: false },
      image: 'image',
      python: '/nowhere',
      ports: { emulator: taken, balancer: 1, registry: 2 },
    }
    for (const folder of [state, `${state}/run`, `${state}/logs`])
      await realPorts.files.makeFolder(folder, 0o700)
    await realPorts.files.write(`${state}/sandbox.json`, JSON.stringify(record))
  })
  after(async () => {
    await end(realPorts, state, 'relay')
    emulator.close()
    emulator.closeAllConnections()
    rmSync(home, { recursive: true, force: true })
  })

  it('sends clients through a relay from the first fault of the API on', async () => {
    const direct = await endpoint()
    assert.equal(await asked(), 200)
    const { id, about } = await addFault(ports, settings, throttle)
    assert.deepEqual([id, about], ['f1', 'all calls'])
    assert.notEqual(await endpoint(), direct)
    assert.notEqual(await livingDaemon(realPorts, state, 'relay'), null)
    assert.equal(await asked(), 400)
    assert.deepEqual(
      (await listFaults(ports, settings)).map(({ hits }) => hits),
      [1],
    )
  })

  it('lets them through again once it is cleared, without moving the endpoint', async () => {
    const through = await endpoint()
    assert.deepEqual(await clearFaults(ports, settings, undefined), ['f1'])
    assert.deepEqual([await asked(), await endpoint()], [200, through])
    assert.deepEqual(await listFaults(ports, settings), [])
  })

  it('brings the relay back when it was killed', async () => {
    const { pid = 0 } = (await livingDaemon(realPorts, state, 'relay')) ?? {}
    process.kill(pid, 'SIGKILL')
    while ((await livingDaemon(realPorts, state, 'relay')) !== null) await realPorts.clock.sleep(20)
    await addFault(ports, settings, { ...throttle, rate: 0.5 })
    assert.notEqual(await livingDaemon(realPorts, state, 'relay'), null)
    await clearFaults(ports, settings, 'f1')
  })

  it('stops and starts Prometheus on the monitoring hosts alone', async () => {
    const { id } = await addFault(ports, settings, { kind: 'prometheus-down' })
    await clearFaults(ports, settings, id)
    assert.deepEqual(commands, [
      'exec i-1 systemctl stop opsctl-prometheus.service',
      'exec i-1 systemctl start opsctl-prometheus.service',
    ])
  })

  it('refuses to clear what is not set, and to work without a sandbox', async () => {
    await assert.rejects(clearFaults(ports, settings, 'f9'), { code: 'BAD_INPUT', exitCode: 2 })
    const elsewhere = { ...settings, env: { ...settings.env, XDG_STATE_HOME: `${home}/none` } }
    await assert.rejects(addFault(ports, elsewhere, throttle), { code: 'SANDBOX_NOT_UP' })
  })
})
