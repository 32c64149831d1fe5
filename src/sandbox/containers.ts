import type { ContainerPlan } from '../tools/podman.ts'
import { ourLabel } from '../tools/podman.ts'
import { databaseFolder, isDatabase } from './databases.ts'
import { network, parts, placesIn } from './places.ts'
import type { SandboxRecord } from './record.ts'

/** How each container of the sandbox is made. */
export function planFor(
  state: string,
  record: SandboxRecord,
  name: string,
  address: string,
): ContainerPlan {
  const places = placesIn(state)
  const common = {
    name,
    address,
    image: record.image,
    network: network.name,
    labels: { [ourLabel]: '1', [`${ourLabel}.state`]: state, [`${ourLabel}.address`]: address },
  }
  if (name === parts.balancer.name) {
    return {
      ...common,
      machine: false,
      volumes: [`${places.balancer}:/lb`],
      publish: [{ from: record.ports.balancer, to: 80 }],
      command: ['haproxy', '-W', '-db', '-f', '/lb/haproxy.cfg'],
    }
  }
  if (name === parts.registry.name) {
    return {
      ...common,
      machine: false,
      volumes: [`${places.registry}:/registry`],
      publish: [{ from: record.ports.registry, to: 5000 }],
      command: ['docker-registry', 'serve', '/registry/config.yml'],
    }
  }
  if (isDatabase(name)) {
    return {
      ...common,
      machine: false,
      volumes: [
        `${databaseFolder(state, name)}:/database`,
        `${record.project}/sandbox/database:/srv/opsctl/database:ro`,
      ],
      publish: [],
      command: ['python3', '-B', '/srv/opsctl/database/serve.py', '/database'],
    }
  }
  return {
    ...common,
    machine: true,
    // Attached volumes appear by rename in the host's folder; its own containers go with it.
    volumes: [
      `${places.world}/hosts/${name}/volumes:/mnt/ebs`,
      '/var/lib/containers',
      `${places.discovery}:/srv/opsctl/discovery:ro`,
    ],
    publish: [],
    command: ['/sbin/init'],
  }
}

/** The registry's configuration: data in the state folder, deletion allowed, no authentication. */
export const registryConfig = `version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: /registry/data}
  delete: {enabled: true}
http: {addr: ":5000"}
`
