import type { HealthCheck } from '../tools/haproxy.ts'

/** The emulator's `/_opsctl/world`: the parts of it that hosts and load balancer are made from. */
export interface World {
  /** Grows with every request that changed something. */
  readonly version: number
  readonly instances: readonly Instance[]
  readonly loadBalancers: readonly LoadBalancer[]
  readonly targetGroups: readonly TargetGroup[]
  readonly databases: readonly DatabaseInstance[]
}

/** What becomes a container: named by its ID, on its private address. */
export interface Machine {
  readonly id: string
  readonly state: 'running' | 'stopped'
  readonly privateIp: string
  /** Grows with every reboot that was asked for. */
  readonly generation: number
  readonly tags: Readonly<Record<string, string>>
}

/** An EC2 instance. */
export interface Instance extends Machine {
  /** Set by faults (`faults/faulty-world.ts`): the load balancer's checks of it fail. */
  readonly sick?: boolean
  /** Set by faults: its machine is off, whatever AWS says. */
  readonly powerless?: boolean
}

/** An RDS instance. */
export interface DatabaseInstance extends Machine {
  /** DBInstanceIdentifier. */
  readonly name: string
  /** DBInstanceStatus. */
  readonly status: string
}

export interface LoadBalancer {
  readonly arn: string
  readonly dnsName: string
  readonly listeners: readonly Listener[]
}

export interface Listener {
  readonly arn: string
  readonly port: number
  readonly protocol: string
  readonly forward: readonly { readonly targetGroupArn: string; readonly weight: number }[]
}

export interface TargetGroup {
  readonly arn: string
  readonly name: string
  readonly healthCheck: Omit<HealthCheck, 'port' | 'matcher'> & {
    readonly port: string | null
    readonly matcher: string | null
  }
  readonly deregistrationDelaySeconds: number
  readonly targets: readonly { readonly id: string; readonly port: number }[]
}
