import { parts } from '../places.ts'
import type { Instance, World } from '../world.ts'
import { type Fault, isHostFault } from './fault.ts'

/**
 * The world as the sandbox is to make it while faults are set: hosts that fail the load balancer's
 * checks, and hosts that lost their power though AWS says they run. It holds for hosts that appear
 * later as well.
 */
export function faultyWorld(world: World, faults: readonly Fault[]): World {
  const ofHosts = faults.filter(isHostFault)
  if (ofHosts.length === 0) return world
  const hit = (kind: string, instance: Instance) =>
    ofHosts.some(
      (fault) =>
        fault.kind === kind &&
        (fault.host === null || fault.host === instance.id) &&
        (fault.colour === null || fault.colour === instance.tags['Colour']),
    )
  const instances = world.instances.map((instance) => ({
    ...instance,
    sick: hit('unhealthy', instance),
    powerless: hit('stopped', instance),
  }))
  return { ...world, instances }
}

/** The sandbox's own containers, and whether each is to run. */
export function partsUnder(faults: readonly Fault[]) {
  const registryDown = faults.some((fault) => fault.kind === 'registry-down')
  return [
    { ...parts.balancer, running: true },
    { ...parts.registry, running: !registryDown },
  ]
}

/** Whether Prometheus is to find nobody to scrape. */
export function nobodyToScrape(faults: readonly Fault[]): boolean {
  return faults.some((fault) => fault.kind === 'prometheus-empty')
}
