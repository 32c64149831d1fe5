import { metricsPort, parts } from './places.ts'
import type { World } from './world.ts'

/** An entry of Prometheus's file-based service discovery (its documentation, `file_sd_config`). */
interface TargetGroup {
  readonly targets: readonly string[]
  readonly labels: Readonly<Record<string, string>>
}

/**
 * What a host of the sandbox reads in /srv/opsctl/discovery, where one on AWS would ask the EC2 API:
 * the instances, under the labels that Prometheus's `ec2_sd_config` gives them, so that the same
 * relabelling serves both; and the load balancer's own counters. File name to content.
 */
export function discoveryFiles(world: World): Readonly<Record<string, string>> {
  const hosts = world.instances.map(
    (instance): TargetGroup => ({
      targets: [`${instance.privateIp}:80`],
      labels: {
        __meta_ec2_instance_id: instance.id,
        __meta_ec2_instance_state: instance.state,
        __meta_ec2_private_ip: instance.privateIp,
        ...Object.fromEntries(
          Object.entries(instance.tags).map(([tag, value]) => [
            `__meta_ec2_tag_${tag.replaceAll(/[^a-zA-Z0-9_]/g, '_')}`,
            value,
          ]),
        ),
      },
    }),
  )
  const balancer: TargetGroup = {
    targets: [`${parts.balancer.address}:${metricsPort}`],
    labels: { instance: parts.balancer.name },
  }
  const text = (groups: readonly TargetGroup[]) => `${JSON.stringify(groups, null, 1)}\n`
  return { 'hosts.json': text(hosts), 'load-balancers.json': text([balancer]) }
}
