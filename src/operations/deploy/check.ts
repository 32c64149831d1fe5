import { contracting, obstacles, pendingMigrations } from '../../domain/deployment/compatibility.ts'
import { freezeAt } from '../../domain/deployment/freeze.ts'
import { labelled } from '../../domain/deployment/labels.ts'
import { appliedMigrations, type PastDeployment } from '../../domain/deployment/last-good.ts'
import { type Release, releaseText } from '../../domain/deployment/release.ts'
import type { JsonObject } from '../../domain/json.ts'
import { type Colour, otherColour } from '../../domain/traffic/colour.ts'
import { percentOf, servingColour, weightsText } from '../../domain/traffic/weights.ts'
import type { Facts, Running, Step } from '../../engine/step.ts'
import {
  contractMigration,
  declined,
  frozen,
  parityBroken,
  schemaMoved,
  trafficSplit,
  wayBackMissing,
} from '../../errors/index.ts'
import { listHistory } from '../history/list.ts'
import { askHosts, differences } from './ask-hosts.ts'
import type { DeployContext, DeployInput } from './context.ts'
import { copiesText, demandCopies } from './data-gate.ts'
import { look, unhealthy, type World } from './look.ts'

/**
 * The way back comes first: what serves now is asked of the hosts themselves, all that a rollback
 * would need is looked for, and only then is the way forth allowed. Changes nothing.
 */
export function check(input: DeployInput): Step<DeployContext> {
  return {
    id: 'check',
    title: 'Check the way back',
    effect: 'read',
    run: async (c, at) => {
      const { environment } = c
      if (environment.protected) c.prompt.assertAnswerable(environment.name)
      refuseFreeze(c, input)
      const [world, past] = await Promise.all([look(c), history(c)])
      const serving = servingColour(world.weights)
      if (serving === null) throw trafficSplit(environment.name, weightsText(world.weights))
      const before = await releaseNow(c, at, world, serving)
      await refuseLostWayBack(c, before)
      const pending = refuseSchema(c, input, before, past)
      const nothing = !input.again && before?.image === c.goal.image
      const candidate = input.strategy === 'rolling' ? serving : otherColour(serving)
      const copies = nothing ? {} : await demandCopies(c, input, pending)
      const facts = { ...found(c, world, candidate, { before, nothing, pending }), ...copies }
      if (input.strategy === 'rolling') refuseTooFew(c, before)
      c.show(planText(c, facts, input))
      if (!nothing) await ask(c)
      return facts
    },
  }
}

function refuseFreeze(c: DeployContext, input: DeployInput): void {
  const freeze = freezeAt(c.freezes, c.clock.now())
  if (freeze === null || input.overrideFreeze !== null) return
  throw frozen(c.environment.name, freeze.until, freeze.reason)
}

/** The ledger's newest entries; enough to know what was deployed and migrated. */
export async function history(c: Pick<DeployContext, 'documents' | 'environment' | 'operation'>) {
  const query = { environment: c.environment.name, limit: 50 }
  const entries = await listHistory(query, { documents: c.documents })
  return entries.filter(({ id }) => id !== c.operation) as readonly PastDeployment[]
}

/**
 * What serves, as its hosts say; null when the service runs on none of them.
 * @throws OpsctlError PARITY_BROKEN when they differ: then there is no one thing to go back to;
 * WAY_BACK_MISSING when the registry has lost the image that they run
 */
async function releaseNow(
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
async function refuseLostWayBack(c: DeployContext, before: Release | null): Promise<void> {
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

/** @returns the migrations that the image would apply */
function refuseSchema(
  c: DeployContext,
  input: DeployInput,
  before: Release | null,
  past: readonly PastDeployment[],
): readonly string[] {
  const applied = [...new Set([...(before?.migrations ?? []), ...appliedMigrations(past)])]
  const inTheWay = obstacles(c.goal.migrations, applied)
  if (inTheWay.length > 0) throw schemaMoved(c.environment.name, inTheWay, null)
  const pending = pendingMigrations(c.goal.migrations, applied)
  const taking = before === null ? [] : contracting(pending)
  if (taking.length > 0 && !input.allowContract) {
    throw contractMigration(c.environment.name, taking)
  }
  return pending
}

function found(
  c: DeployContext,
  world: World,
  candidate: Colour,
  more: { before: Release | null; nothing: boolean; pending: readonly string[] },
): Facts {
  const { blue, green } = world.weights
  const rolling = percentOf(world.weights, candidate) > 0
  const present = world.groups[candidate].hosts.map(({ id }) => id)
  const serving = rolling ? candidate : otherColour(candidate)
  return {
    candidate,
    ...more,
    before: more.before as unknown as JsonObject,
    weights: { blue, green },
    leftOver: rolling ? [] : present,
    hosts: rolling ? present.toSorted() : [],
    size: Math.min(Math.max(world.groups[serving].desired, 1), world.groups[candidate].max),
    image: c.goal.image,
    version: c.goal.version,
  }
}

/** While one host is changed the others answer; with nothing behind them there is nobody to go back to. */
function refuseTooFew(c: DeployContext, before: Release | null): void {
  if (before !== null && before.hosts.length > 1) return
  const why = 'rolling needs two hosts or more that run a release already'
  throw wayBackMissing(c.environment.name, [why])
}

async function ask(c: DeployContext): Promise<void> {
  const { name } = c.environment
  if (!c.environment.protected) return
  if (!(await c.prompt.typeExactly("Type the environment's name to go on", name))) {
    throw declined(`The deployment to ${name}`)
  }
}

/** What will happen and how it would be taken back, before anything does. */
function planText(c: DeployContext, facts: Facts, input: DeployInput): string {
  const before = facts['before'] as unknown as Release | null
  const pending = facts['pending'] as readonly string[]
  const taking = contracting(pending)
  const candidate = facts['candidate'] as Colour
  if (facts['nothing'] === true) return `${releaseText(c.goal)} serves already.`
  const back =
    before === null
      ? 'none: nothing runs yet'
      : `${before.colour}, ${before.hosts.length} hosts, ${releaseText(before)}`
  const how = input.strategy === 'rolling' ? 'one after the other' : `${input.weights.join(', ')} %`
  return [
    `Deploy    ${releaseText(c.goal)}`,
    `to        ${candidate}, ${facts['size']} hosts, ${input.strategy} ${how}`,
    `schema    ${pending.length === 0 ? 'stays as it is' : pending.join(', ')}`,
    `way back  ${back}`,
    ...copiesText(facts),
    ...(taking.length > 0
      ? ['Warning   the old release stops serving with that migration; only a restore leads back']
      : []),
  ].join('\n')
}
