import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53'
import { awsFleet } from '../../src/adapters/aws-fleet.ts'
import { ec2Addresses } from '../../src/adapters/ec2-addresses.ts'
import { httpProbe } from '../../src/adapters/http-probe.ts'
import { route53Zone } from '../../src/adapters/route53-zone.ts'
import { rollbackByDns } from '../../src/operations/rollback/dns.ts'
import { rollbackByGroups } from '../../src/operations/rollback/groups.ts'
import type { Probe } from '../../src/ports/probe.ts'
import { realPorts } from '../sandbox/real-ports.ts'
import { EmulatedAws } from './emulated-aws.ts'
import { EmulatedCloud } from './emulated-cloud.ts'
import { sandboxPython } from './sandbox-parts.ts'

let python = ''
const service = { port: 0, health: '/readyz', identity: '/version' }
const patience = { bake: 0, hold: 0, warm: 0, hosts: 20, health: 5 }

/** The steps in order, as the engine runs them, without its journal: that has tests of its own. */
async function runAll<C>(
  steps: readonly {
    readonly id: string
    done?(c: C, at: never): Promise<unknown>
    run(c: C, at: never): Promise<object | undefined>
  }[],
  c: C,
): Promise<{ facts: Record<string, unknown>; ran: string[] }> {
  let facts: Record<string, unknown> = {}
  const ran: string[] = []
  const { signal } = new AbortController()
  for (const step of steps) {
    const at = { facts, folder: '', again: false, signal, news: () => {} } as never
    if (await step.done?.(c, at)) continue
    ran.push(step.id)
    facts = { ...facts, ...(await step.run(c, at)) }
  }
  return { facts, ran }
}

describe('rollback without a load balancer, against the emulator', function () {
  this.timeout(120_000)
  let aws: EmulatedAws
  before(async () => {
    python = await sandboxPython()
    aws = await EmulatedAws.start(python)
  })
  after(() => aws?.stop())

  describe('by Route 53', () => {
    let route53: Route53Client
    let zone = ''
    let server: Server
    let port = 0
    const shown: string[] = []
    before(async () => {
      server = createServer((asked, reply) => {
        const body = asked.url === '/version' ? '{"version":"1"}' : ''
        reply.writeHead(['/readyz', '/version'].includes(asked.url ?? '') ? 200 : 404).end(body)
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      port = (server.address() as AddressInfo).port
      route53 = new Route53Client(aws.access)
      const made = await route53.send(
        new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: 'switches' }),
      )
      zone = (made.HostedZone?.Id ?? '').replace('/hostedzone/', '')
      await upsert('blue', 0, '127.0.0.1')
      // Nobody answers at 127.0.0.2.
      await upsert('green', 100, '127.0.0.2')
    })
    after(() => server?.close())

    const upsert = (SetIdentifier: string, Weight: number, Value: string) =>
      route53.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: zone,
          ChangeBatch: {
            Changes: [
              {
                Action: 'UPSERT',
                ResourceRecordSet: {
                  ...{ Name: 'shop.example.com', Type: 'A', TTL: 30, SetIdentifier, Weight },
                  ResourceRecords: [{ Value }],
                },
              },
            ],
          },
        }),
      )
    async function records() {
      const told = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone }))
      const own = told.ResourceRecordSets?.filter((set) => set.SetIdentifier !== undefined) ?? []
      return own.map(({ SetIdentifier, Weight, TTL, ResourceRecords }) => [
        ...[SetIdentifier, Weight, TTL, ResourceRecords?.[0]?.Value],
      ])
    }
    const roll = (to: 'blue' | 'green' | null, record = 'shop.example.com') =>
      runAll(
        rollbackByDns({ ...{ by: 'dns', to, since: null, zone, record, patience, service } }),
        {
          environment: { name: 'edge' },
          zone: route53Zone(aws.access, zone),
          probe: httpProbe(),
          service: { ...service, port },
          clock: realPorts.clock,
          show: (text) => void shown.push(text),
        },
      )

    it('moves both weights in one batch, keeps all else, and the second time nothing', async () => {
      const { ran } = await roll(null)
      assert.deepEqual(ran, ['check', 'switch', 'record'])
      const now = [
        ['blue', 100, 30, '127.0.0.1'],
        ['green', 0, 30, '127.0.0.2'],
      ]
      assert.deepEqual(await records(), now)
      assert.match(shown.join('\n'), /TTL {7}30 s/)
      assert.deepEqual((await roll('blue')).ran, ['check', 'record'])
      assert.deepEqual(await records(), now)
    })

    it('sends nobody where nobody answers', async () => {
      const before = await records()
      await assert.rejects(roll('green'), { code: 'COLOUR_NOT_READY' })
      assert.deepEqual(await records(), before)
    })

    it('refuses the zone’s own name, and one that has no such records', async () => {
      await assert.rejects(roll('green', 'example.com'), { code: 'RECORD_UNFIT' })
      await assert.rejects(roll('green', 'nobody.example.com'), { code: 'RECORD_UNFIT' })
    })
  })

  describe('by Auto Scaling', () => {
    let cloud: EmulatedCloud
    const serving: Probe = {
      get: async () => ({ kind: 'answered', status: 200, body: '1' }),
    }
    const silent: Probe = { get: async () => ({ kind: 'failed', reason: 'no answer in time' }) }
    before(async () => {
      cloud = await EmulatedCloud.make(aws, 'groups')
    })
    after(() => cloud?.end())

    const sizes = async () => [
      (await cloud.hosts('blue')).length,
      (await cloud.hosts('green')).length,
    ]
    const roll = (to: 'blue' | 'green' | null, probe: Probe) => {
      const { groups } = cloud.stack
      return runAll(
        rollbackByGroups({ by: 'autoscaling', to, since: null, groups, patience, service }),
        {
          ...{ environment: { name: 'edge' }, patience, service, probe, clock: realPorts.clock },
          fleet: awsFleet(aws.access),
          addresses: ec2Addresses(aws.access),
          stack: { groups },
          show: () => {},
        },
      )
    }

    it('keeps the others where the new hosts do not serve', async () => {
      await assert.rejects(roll(null, silent), { code: 'CANDIDATE_FAILED' })
      assert.deepEqual(await sizes(), [2, 2])
    })

    it('raises the one, then stops the other; the second time nothing', async () => {
      await roll('green', serving)
      assert.deepEqual(await sizes(), [0, 2])
      assert.deepEqual((await roll('green', serving)).ran, ['check', 'record'])
    })
  })
})
