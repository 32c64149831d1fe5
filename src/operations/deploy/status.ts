import type { Judging } from '../../domain/deployment/judging.ts'
import { made } from '../../domain/deployment/last-good.ts'
import type { Release } from '../../domain/deployment/release.ts'
import { type Colour, colours } from '../../domain/traffic/colour.ts'
import { percentOf } from '../../domain/traffic/weights.ts'
import type { Documents } from '../../ports/documents.ts'
import { walkHistory } from '../history/list.ts'
import { readJudging } from './bulletin.ts'
import type { DeployContext } from './context.ts'
import { type Looking, look } from './look.ts'
import { type DeployRequest, readRequest, runningDeployment } from './request.ts'

/** Who serves now, and what is under way. */
export interface DeployStatus {
  readonly environment: string
  /** ISO 8601. */
  readonly at: string
  readonly colours: readonly ColourStatus[]
  /** The last deployment that came to a good end; null when there was none. */
  readonly release: Release | null
  /** The deployment that holds the lock; null when none does. */
  readonly running: RunningDeployment | null
}

export interface RunningDeployment {
  readonly operation: string
  /** What a person asked and it has not followed yet; a hold stays until another word. */
  readonly request: DeployRequest | null
  /** Its last word on the weight that it judges; null before the first. */
  readonly judging: Judging | null
}

export interface ColourStatus {
  readonly colour: Colour
  /** Share of the requests. */
  readonly percent: number
  readonly desired: number
  readonly hosts: readonly { readonly id: string; readonly health: string }[]
}

type Needs = Looking & Pick<DeployContext, 'documents' | 'clock' | 'environment'>

/** One look at load balancer, groups, lock and ledger; nothing waits for anything else. */
export async function deployStatus(c: Needs): Promise<DeployStatus> {
  const { name } = c.environment
  const [world, release, operation] = await Promise.all([
    look(c),
    lastGood(name, c.documents),
    runningDeployment(c.documents, name),
  ])
  const running = operation === null ? null : await runningOf(c.documents, name, operation)
  return {
    environment: name,
    at: c.clock.now().toISOString(),
    colours: colours.map((colour) => {
      const { hosts, desired } = world.groups[colour]
      const health = (id: string) =>
        world.health[colour].find((target) => target.id === id)?.state ?? 'not registered'
      return {
        colour,
        percent: percentOf(world.weights, colour),
        desired,
        hosts: hosts.map(({ id }) => ({ id, health: health(id) })),
      }
    }),
    release,
    running,
  }
}

/** However many deployments were taken back since. */
async function lastGood(environment: string, documents: Documents): Promise<Release | null> {
  for await (const entry of walkHistory(environment, documents)) {
    const release = made(entry)
    if (release !== null) return release
  }
  return null
}

async function runningOf(
  documents: DeployContext['documents'],
  environment: string,
  operation: string,
): Promise<RunningDeployment> {
  const [request, bulletin] = await Promise.all([
    readRequest(documents, environment, operation),
    readJudging(documents, environment, operation),
  ])
  const followed = request?.word === 'promote' && request.at === bulletin?.answered
  if (bulletin === null) return { operation, request, judging: null }
  const { schema: _, operation: __, ...judging } = bulletin
  return { operation, request: followed ? null : request, judging }
}
