import { type HostOutcome, toRepeat } from '../../domain/config-run/outcome.ts'
import type { Stack } from '../../domain/deployment/stack.ts'
import type { Json } from '../../domain/json.ts'
import type { Colour } from '../../domain/traffic/colour.ts'
import { awaitLeftBehind, durableRun, startedRuns } from '../../engine/index.ts'
import type { Facts, Running } from '../../engine/step.ts'
import { candidateFailed, OpsctlError } from '../../errors/index.ts'
import type { Clock } from '../../ports/clock.ts'
import type { FleetReader } from '../../ports/fleet.ts'
import { runPlaybook } from '../config/run-playbook.ts'
import type { DeployContext, Goal, Patience } from './context.ts'
import { unhealthy } from './look.ts'

/** Milliseconds between two looks while something is awaited. */
const pace = 1_000

/**
 * An answer, or null when there was none this time: whoever waits asks again. What opsctl itself
 * throws (no credentials, for one) is no weather.
 */
export async function inAnyWeather<T>(
  answer: Promise<T>,
  at: Pick<Running, 'news'>,
): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof OpsctlError) throw error
    at.news(`no answer: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}

/** What waiting for hosts of a group needs. */
export interface Awaiting {
  readonly fleet: FleetReader
  readonly clock: Clock
  readonly patience: Pick<Patience, 'hosts'>
  readonly stack: Pick<Stack, 'groups'>
}

/**
 * Waits until the colour's group has this many hosts in service, none of which is in `not`.
 * @returns their IDs
 * @throws OpsctlError CANDIDATE_FAILED
 */
export async function awaitHosts(
  c: Awaiting,
  at: Pick<Running, 'signal' | 'news'>,
  wanted: { readonly colour: Colour; readonly size: number; readonly not: readonly string[] },
): Promise<readonly string[]> {
  const { colour, size, not } = wanted
  const until = c.clock.now().getTime() + c.patience.hosts * 1000
  let told = -1
  for (;;) {
    const group = await inAnyWeather(c.fleet.group(c.stack.groups[colour]), at)
    const hosts = (group?.hosts ?? []).filter(({ id, inService }) => inService && !not.includes(id))
    const old = (group?.hosts ?? []).filter(({ id }) => not.includes(id))
    if (group !== null && hosts.length >= size && old.length === 0)
      return hosts.map(({ id }) => id).sort()
    if (hosts.length !== told) at.news(`${hosts.length} of ${size} hosts of ${colour} in service`)
    told = hosts.length
    if (c.clock.now().getTime() >= until) {
      const lines = [`${hosts.length} of ${size} hosts came within ${c.patience.hosts} s`]
      throw candidateFailed(`${colour} has too few hosts`, lines)
    }
    at.signal.throwIfAborted()
    await c.clock.sleep(pace, at.signal)
  }
}

/** Runs the app role on these hosts alone. A run that an earlier process started is awaited first. */
export async function configureHosts(
  c: DeployContext,
  at: Pick<Running, 'folder' | 'news'>,
  what: {
    readonly hosts: readonly string[]
    readonly goal: Pick<Goal, 'image' | 'version'>
    readonly migrate: boolean
    /** Names the durable run, so that another process finds it. */
    readonly name: string
  },
): Promise<Facts> {
  const { hosts, goal, migrate, name } = what
  const run = c.ansible({
    playbook: null,
    hosts,
    variables: { app_image: goal.image, app_version: goal.version, app_migrate: migrate },
  })
  // Two runs on one host at once would spoil each other.
  await awaitLeftBehind(run.exec, at, name)
  const earlier = await startedRuns(run.exec, at.folder, name)
  const durable = durableRun(at.folder, name, earlier.length + 1)
  const { folder, news } = at
  const outcome = await runPlaybook(run, { check: false, folder, durable, news })
  const failed = toRepeat(outcome)
  if (failed.length > 0) {
    throw candidateFailed(
      `${failed.length} of ${hosts.length} new hosts did not come through`,
      words(outcome.hosts),
    )
  }
  return { configured: outcome.hosts as unknown as Json }
}

function words(hosts: readonly HostOutcome[]): readonly string[] {
  return hosts.flatMap(({ host, word, trouble }) =>
    trouble === null ? [] : [`${host}  ${word}  ${trouble}`],
  )
}

/**
 * Waits until the load balancer finds every one of these hosts healthy.
 * @throws OpsctlError CANDIDATE_FAILED with the load balancer's own words
 */
export async function awaitHealth(
  c: DeployContext,
  at: Pick<Running, 'signal' | 'news'>,
  colour: Colour,
  hosts: readonly string[],
): Promise<void> {
  const until = c.clock.now().getTime() + c.patience.health * 1000
  let told = ''
  for (;;) {
    const targets = await inAnyWeather(c.balancer.health(c.stack.targetGroups[colour]), at)
    const sick = unhealthy(hosts, targets ?? [])
    if (sick.length === 0 && targets !== null) return
    if (sick.join() !== told) at.news(`not healthy yet: ${sick.join('; ')}`)
    told = sick.join()
    if (c.clock.now().getTime() >= until) {
      throw candidateFailed(`${colour} is not healthy after ${c.patience.health} s`, sick)
    }
    at.signal.throwIfAborted()
    await c.clock.sleep(pace, at.signal)
  }
}
