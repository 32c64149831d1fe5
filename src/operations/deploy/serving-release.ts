import { labelled } from '../../domain/deployment/labels.ts'
import type { Release } from '../../domain/deployment/release.ts'
import type { Colour } from '../../domain/traffic/colour.ts'
import type { Running } from '../../engine/step.ts'
import { parityBroken, wayBackMissing } from '../../errors/index.ts'
import { askHosts, differences } from './ask-hosts.ts'
import type { DeployContext } from './context.ts'
import { unhealthy, type World } from './look.ts'

/**
 * What serves, as its hosts say; null when the service runs on none of them.
 * @throws OpsctlError PARITY_BROKEN when they differ: then there is no one thing to go back to;
 * WAY_BACK_MISSING when the registry has lost the image that they run
 */
export async function releaseNow(
  c: DeployContext,
  at: Running,
  world: World,
  colour: Colour,
): Promise<Release | null> {
  const group = world.groups[colour]
  const hosts = group.hosts.map(({ id }) => id).sort()
  if (hosts.length === 0)
    throw wayBackMissing(c.environment.name, [`${colour} serves and has no host`])
  const heard = await askHosts(c, at, hosts)
  if (heard.length === hosts.length && heard.every(({ digest }) => digest === '')) return null
  const odd = differences(hosts, heard, null)
  const [first] = heard
  if (odd.length > 0 || first === undefined) throw parityBroken(colour, odd)
  const { digest, configuration } = first
  const image = c.goal.image.replace(/@.*$/, `@${digest}`)
  const published = await c.images.find(image)
  if (published === null) {
    throw wayBackMissing(c.environment.name, [`the registry no longer has ${image}`])
  }
  const { version, migrations } = labelled(published.labels)
  const { min, desired, launchTemplate } = group
  return {
    colour,
    image,
    version,
    configuration,
    migrations,
    hosts,
    targetGroup: c.stack.targetGroups[colour],
    launchTemplate,
    capacity: { min, desired },
  }
}

/** Launch template and healthy hosts: without them a rollback would fail later. */
export async function refuseLostWayBack(c: DeployContext, before: Release | null): Promise<void> {
  if (before === null) return
  const { id, version } = before.launchTemplate
  const [template, targets] = await Promise.all([
    c.fleet.templateExists(id, version),
    c.balancer.health(before.targetGroup),
  ])
  const sick = unhealthy(before.hosts, targets)
  const missing = [
    ...(template ? [] : [`launch template ${id} has no version ${version} any more`]),
    ...(sick.length < before.hosts.length ? [] : [`no host of ${before.colour} is healthy`]),
  ]
  if (missing.length > 0) throw wayBackMissing(c.environment.name, missing)
}
