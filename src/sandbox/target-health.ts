import type { ServerStat } from '../tools/haproxy-runtime.ts'
import { groupName, serverName } from './balance.ts'
import type { World } from './world.ts'

/** What DescribeTargetHealth is to answer of one target. */
export interface TargetHealth {
  readonly state: 'healthy' | 'unhealthy' | 'initial' | 'draining'
  /** Reason codes of the Elastic Load Balancing API reference, "TargetHealth". */
  readonly reason?: string
  readonly description?: string
}

/** Target group ARN to instance id to health. */
export type HealthReport = Readonly<Record<string, Readonly<Record<string, TargetHealth>>>>

/**
 * HAProxy's view in AWS's words. `settled` holds `group/server` of the servers that have had time
 * for enough checks to be called unhealthy; before that a server that is down is `initial`.
 */
export function healthReport(
  world: World,
  stats: readonly ServerStat[],
  settled: ReadonlySet<string>,
): HealthReport {
  const groups = world.targetGroups.map((group) => {
    const name = groupName(group)
    const targets = group.targets.flatMap((target): [string, TargetHealth][] => {
      const server = serverName(target)
      const stat = stats.find((one) => one.group === name && one.server === server)
      return stat ? [[target.id, healthOf(stat, settled.has(`${name}/${server}`))]] : []
    })
    return [group.arn, Object.fromEntries(targets)] as const
  })
  return Object.fromEntries(groups)
}

function healthOf(stat: ServerStat, settled: boolean): TargetHealth {
  if (stat.status.startsWith('DRAIN')) {
    const description = 'Target deregistration is in progress'
    return { state: 'draining', reason: 'Target.DeregistrationInProgress', description }
  }
  if (stat.status.startsWith('UP')) return { state: 'healthy' }
  if (!settled || stat.checkStatus === 'INI' || stat.checkStatus === '') {
    const description = 'Initial health checks in progress'
    return { state: 'initial', reason: 'Elb.InitialHealthChecking', description }
  }
  if (stat.checkStatus === 'L7STS') {
    const description = `Health checks failed with these codes: [${stat.checkCode}]`
    return { state: 'unhealthy', reason: 'Target.ResponseCodeMismatch', description }
  }
  if (stat.checkStatus.endsWith('TOUT')) {
    return { state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' }
  }
  return {
    state: 'unhealthy',
    reason: 'Target.FailedHealthChecks',
    description: 'Health checks failed',
  }
}
