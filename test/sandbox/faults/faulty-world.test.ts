import assert from 'node:assert/strict'
import { balanceOf } from '../../../src/sandbox/balance.ts'
import type { Fault } from '../../../src/sandbox/faults/fault.ts'
import {
  faultyWorld,
  nobodyToScrape,
  partsUnder,
} from '../../../src/sandbox/faults/faulty-world.ts'
import type { World } from '../../../src/sandbox/world.ts'
import { renderHaproxy } from '../../../src/tools/haproxy.ts'

const host = (id: string, colour: string, privateIp: string) => ({
  id,
  state: 'running' as const,
  privateIp,
  generation: 0,
  tags: { Colour: colour },
})
const world: World = {
  version: 1,
  databases: [],
  instances: [host('i-1', 'blue', '10.20.0.1'), host('i-2', 'green', '10.20.0.2')],
  loadBalancers: [],
  targetGroups: [
    {
      arn: 'arn:green',
      name: 'green',
      healthCheck: {
        path: '/readyz',
        port: 'traffic-port',
        intervalSeconds: 5,
        timeoutSeconds: 2,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
        matcher: '200',
      },
      deregistrationDelaySeconds: 5,
      targets: [
        { id: 'i-1', port: 3000 },
        { id: 'i-2', port: 3000 },
      ],
    },
  ],
}
const site = { folder: '/lb', user: null, bind: '*', metricsPort: 8405 }
const config = (...faults: Fault[]) =>
  renderHaproxy(balanceOf(faultyWorld(world, faults), []), site)
const powerless = (...faults: Fault[]) =>
  faultyWorld(world, faults)
    .instances.filter((one) => one.powerless === true)
    .map((one) => one.id)

describe('faults of hosts and parts', () => {
  it('send the checks of an unhealthy host to a closed port, and its traffic where it was', () => {
    const text = config({ id: 'f1', kind: 'unhealthy', host: null, colour: 'green' })
    assert.match(text, /server i-2_3000 10\.20\.0\.2:3000 check port 1$/m)
    assert.match(text, /server i-1_3000 10\.20\.0\.1:3000 check$/m)
    assert.doesNotMatch(config(), /port 1$/m)
  })

  it('take the power of the hosts that they name', () => {
    assert.deepEqual(powerless({ id: 'f1', kind: 'stopped', host: 'i-1', colour: null }), ['i-1'])
    assert.deepEqual(powerless({ id: 'f1', kind: 'stopped', host: null, colour: null }), [
      'i-1',
      'i-2',
    ])
    assert.deepEqual(powerless({ id: 'f1', kind: 'unhealthy', host: null, colour: null }), [])
  })

  it('stop the registry and nothing else of the sandbox', () => {
    const running = partsUnder([{ id: 'f1', kind: 'registry-down' }]).map((part) => part.running)
    assert.deepEqual(running, [true, false])
    assert.ok(partsUnder([]).every((part) => part.running))
  })

  it('leave Prometheus nobody to scrape', () => {
    assert.deepEqual(
      [nobodyToScrape([{ id: 'f1', kind: 'prometheus-empty' }]), nobodyToScrape([])],
      [true, false],
    )
  })
})
