import assert from 'node:assert/strict'
import { healthReport } from '../../src/sandbox/target-health.ts'
import type { World } from '../../src/sandbox/world.ts'

const world: World = {
  version: 1,
  databases: [],
  instances: [],
  loadBalancers: [],
  targetGroups: [
    {
      arn: 'arn:tg',
      name: 'blue',
      healthCheck: {
        path: '/',
        port: null,
        intervalSeconds: 5,
        timeoutSeconds: 2,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
        matcher: '200',
      },
      deregistrationDelaySeconds: 10,
      targets: [{ id: 'i-1', port: 3000 }],
    },
  ],
}

describe('healthReport', () => {
  const cases = [
    ['UP', 'L7OK', true, 'healthy', undefined],
    ['UP 1/2', 'L7STS', true, 'healthy', undefined],
    ['DOWN', 'L7STS', false, 'initial', 'Elb.InitialHealthChecking'],
    ['DOWN', 'INI', true, 'initial', 'Elb.InitialHealthChecking'],
    ['DOWN', 'L7STS', true, 'unhealthy', 'Target.ResponseCodeMismatch'],
    ['DOWN 1/2', 'L4TOUT', true, 'unhealthy', 'Target.Timeout'],
    ['DOWN', 'L4CON', true, 'unhealthy', 'Target.FailedHealthChecks'],
    ['DRAIN', 'L7OK', true, 'draining', 'Target.DeregistrationInProgress'],
  ] as const
  for (const [status, checkStatus, old, state, reason] of cases) {
    it(`says ${state} of ${status} ${checkStatus}${old ? '' : ' when new'}`, () => {
      const stat = {
        group: 'tg_blue',
        server: 'i-1_3000',
        status,
        checkStatus,
        checkCode: '503',
        sessions: 0,
      }
      const settled = new Set(old ? ['tg_blue/i-1_3000'] : [])
      const health = healthReport(world, [stat], settled)['arn:tg']?.['i-1']
      assert.equal(health?.state, state)
      assert.equal(health?.reason, reason)
    })
  }
})
