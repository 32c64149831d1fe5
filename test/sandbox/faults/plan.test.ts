import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { RelayRequest } from '../../../src/ports/relay.ts'
import { awsCall } from '../../../src/sandbox/faults/aws-call.ts'
import { type ApiFault, concerns } from '../../../src/sandbox/faults/fault.ts'
import { FaultPlanner } from '../../../src/sandbox/faults/plan.ts'
import { calm } from './calm.ts'

const signed = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=sandbox/20261124/eu-west-3/${service}/aws4_request, Signature=x`
const form = 'application/x-www-form-urlencoded; charset=utf-8'

function asked(service: string, action: string, more = ''): RelayRequest {
  const headers = { authorization: signed(service), 'content-type': form }
  const body = Buffer.from(`Action=${action}&Version=2016-11-15${more}`)
  return { method: 'POST', url: '/', headers, body }
}

const base: ApiFault = { ...calm, id: 'f1', kind: 'throttle' }

describe('what a request asks of AWS', () => {
  const calls: readonly (readonly [string, RelayRequest, readonly [string, string, boolean]])[] = [
    ['the query protocol', asked('ec2', 'RunInstances'), ['ec2', 'RunInstances', true]],
    [
      'a read of it',
      asked('autoscaling', 'DescribeAutoScalingGroups'),
      ['autoscaling', 'DescribeAutoScalingGroups', false],
    ],
    [
      'JSON',
      {
        method: 'POST',
        url: '/',
        headers: {
          authorization: signed('secretsmanager'),
          'x-amz-target': 'secretsmanager.PutSecretValue',
        },
        body: Buffer.from('{}'),
      },
      ['secretsmanager', 'PutSecretValue', true],
    ],
    [
      'S3, through a proxy',
      {
        method: 'PUT',
        url: 'http://shop.127.0.0.1:4567/state?x=1',
        headers: { authorization: signed('s3') },
        body: Buffer.from('Action=DescribeInstances'),
      },
      ['s3', 'PUT /state', true],
    ],
    [
      'nothing signed',
      { method: 'GET', url: '/', headers: {}, body: Buffer.alloc(0) },
      ['', 'GET /', false],
    ],
  ]
  for (const [what, request, expected] of calls) {
    it(`is read of ${what}`, () => {
      const { service, action, changes } = awsCall(request)
      assert.deepEqual([service, action, changes], expected)
    })
  }
})

describe('a fault', () => {
  const concern = (fault: Partial<ApiFault>, request: RelayRequest) =>
    concerns({ ...base, ...fault }, awsCall(request))

  it('concerns the calls that it names', () => {
    const run = asked('ec2', 'RunInstances')
    assert.ok(concern({ on: 'ec2:*' }, run) && concern({ on: '*:Run*' }, run))
    assert.ok(!concern({ on: 'ec2:Describe*' }, run) && !concern({ on: 's3:*' }, run))
    assert.ok(!concern({ changing: true }, asked('ec2', 'DescribeInstances')))
    assert.ok(!concern({ on: 'ec2:Run.nstances' }, run), 'a dot is a dot')
  })

  /** Which of the first `count` calls are hit. */
  function hits(fault: ApiFault, count: number): boolean[] {
    const planner = new FaultPlanner()
    return Array.from(
      { length: count },
      () => planner.plan(asked('ec2', 'RunInstances'), [fault]).kind !== 'pass',
    )
  }

  it('hits its share of the calls, the same ones for the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.05, max: 0.95, noNaN: true }), (seed, rate) => {
        const first = hits({ ...base, seed, rate }, 800)
        assert.deepEqual(hits({ ...base, seed, rate }, 800), first)
        const share = first.filter(Boolean).length / 800
        // Five standard deviations: once in a million seeds.
        assert.ok(Math.abs(share - rate) < 5 * Math.sqrt((rate * (1 - rate)) / 800), `${share}`)
      }),
      { numRuns: 20 },
    )
    assert.notDeepEqual(
      hits({ ...base, rate: 0.5, seed: 1 }, 64),
      hits({ ...base, rate: 0.5, seed: 2 }, 64),
    )
  })

  it('begins after so many calls and ends after so many hits', () => {
    assert.deepEqual(hits({ ...base, after: 2, times: 2 }, 6), [
      false,
      false,
      true,
      true,
      false,
      false,
    ])
  })

  it('hits each call once, and lets its retry pass', () => {
    const planner = new FaultPlanner()
    const fault: ApiFault = { ...base, kind: 'lost-reply', once: true }
    const kinds = ['&MinCount=1', '&MinCount=1', '&MinCount=2', '&MinCount=2'].map(
      (more) => planner.plan(asked('ec2', 'RunInstances', more), [fault]).kind,
    )
    assert.deepEqual(kinds, ['drop', 'pass', 'drop', 'pass'])
    assert.equal(planner.hits('f1'), 2)
  })

  it('adds its latency to what comes after it', () => {
    const slow: ApiFault = { ...base, id: 'f1', kind: 'latency', milliseconds: 40 }
    const plan = new FaultPlanner().plan(asked('ec2', 'RunInstances'), [
      slow,
      { ...slow, id: 'f2' },
      { ...base, id: 'f3' },
    ])
    assert.deepEqual([plan.kind, plan.delayMs], ['answer', 80])
  })

  it('is forgotten once it is gone', () => {
    const planner = new FaultPlanner()
    const fault = { ...base, times: 1 }
    const call = asked('ec2', 'RunInstances')
    assert.equal(planner.plan(call, [fault]).kind, 'answer')
    assert.equal(planner.plan(call, [fault]).kind, 'pass')
    planner.plan(call, [])
    assert.equal(planner.plan(call, [fault]).kind, 'answer')
  })
})
