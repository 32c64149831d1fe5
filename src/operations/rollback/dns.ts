import { type Colour, isColour, otherColour } from '../../domain/traffic/colour.ts'
import {
  type DnsPair,
  dnsPair,
  dnsWeights,
  rememberedFor,
} from '../../domain/traffic/dns-records.ts'
import {
  percentOf,
  sameShares,
  servingColour,
  sharing,
  type Weights,
  weightsText,
} from '../../domain/traffic/weights.ts'
import type { Running, Step } from '../../engine/step.ts'
import {
  dnsNotInSync,
  notReady,
  recordUnfit,
  trafficSplit,
  weightsNotTaken,
} from '../../errors/index.ts'
import type { ZoneView } from '../../ports/zone.ts'
import { chosenBefore } from './chosen.ts'
import type { DnsContext, DnsRollbackInput } from './context.ts'
import { whyNot } from './serves.ts'

type DnsStep = Step<DnsContext>

/** Seconds until every name server has a change: "usually within 60 seconds" (Route 53, GetChange). */
const syncSeconds = 300

/**
 * Sends users back by the weights of two DNS records. One call finds them, the next reads them again
 * while their targets are asked, then both weights move in one batch.
 */
export function rollbackByDns(input: DnsRollbackInput): readonly DnsStep[] {
  return [check(input), move(input), record(input)]
}

function check({ record: name, to, since }: DnsRollbackInput): DnsStep {
  return {
    id: 'check',
    title: 'Check what to go back to',
    effect: 'read',
    run: async (c, at) => {
      const { pair } = await read(c, name)
      const weights = dnsWeights(pair)
      const serving = servingColour(weights)
      const wanted = to ?? chosenBefore(at)
      if (wanted === null && serving === null) {
        throw trafficSplit(c.environment.name, weightsText(weights), '--to blue or --to green')
      }
      const colour = wanted ?? otherColour(serving as Colour)
      const nothing = serving === colour
      c.show(planText(pair, colour, nothing, name, since))
      const { leadsTo } = pair.records[colour]
      return { colour, nothing, leadsTo, weights: { ...weights } }
    },
  }
}

function move({ record: name }: DnsRollbackInput): DnsStep {
  return {
    id: 'switch',
    title: 'Move the weights of the DNS records',
    effect: 'change',
    // After a death it is told again: only then is there a change to wait for.
    done: async (_, at) => factsOf(at).nothing,
    run: async (c, at) => {
      const { colour, leadsTo } = factsOf(at)
      await lead(c, at, name, { weights: sharing(colour, 100), colour, leadsTo })
      return undefined
    },
    undo: async (c, at) => {
      const { weights, nothing, colour } = factsOf(at)
      if (nothing) return undefined
      const { pair } = await read(c, name)
      if (sameShares(dnsWeights(pair), weights)) return undefined
      const goesTo = otherColour(colour)
      const { leadsTo } = pair.records[goesTo]
      await lead(c, at, name, { weights, colour: goesTo, leadsTo })
      return undefined
    },
  }
}

/** Where users are to be sent. */
interface Way {
  readonly weights: Weights
  readonly colour: Colour
  /** Where its record led when it was last read. */
  readonly leadsTo: readonly string[]
}

/**
 * Moves the weights when the places of `colour` serve, and waits until all name servers say so.
 * @throws OpsctlError COLOUR_NOT_READY, WEIGHTS_NOT_TAKEN, DNS_NOT_IN_SYNC
 */
async function lead(
  c: DnsContext,
  at: Running,
  name: string,
  { weights, colour, leadsTo }: Way,
): Promise<void> {
  // Both at once: each would be a call more in an outage.
  const [{ view, pair }, asKnown] = await Promise.all([
    read(c, name),
    whyNot(c, leadsTo, at.signal),
  ])
  const now = pair.records[colour].leadsTo
  const why = now.join() === leadsTo.join() ? asKnown : await whyNot(c, now, at.signal)
  if (why.length > 0) throw notReady(colour, why)
  const change = await c.zone.setWeights(view, weights)
  const leaves = otherColour(colour)
  const ttl = rememberedFor(pair.records[leaves])
  at.news(`told; resolvers may remember ${leaves} for ${ttl} s after the name servers know`)
  await inSync(c, at, name, change)
  const found = dnsWeights((await read(c, name)).pair)
  if (!sameShares(found, weights)) throw weightsNotTaken(weightsText(weights), weightsText(found))
  c.show(`${name} leads to ${weightsText(found)}; resolvers may remember ${leaves} for ${ttl} s`)
}

async function inSync(c: DnsContext, at: Running, name: string, change: string): Promise<void> {
  const until = c.clock.now().getTime() + syncSeconds * 1000
  while (!(await c.zone.inSync(change))) {
    if (c.clock.now().getTime() >= until) throw dnsNotInSync(name, syncSeconds)
    at.signal.throwIfAborted()
    await c.clock.sleep(2_000, at.signal)
  }
}

/** @throws OpsctlError RECORD_UNFIT */
async function read(c: DnsContext, name: string): Promise<{ view: ZoneView; pair: DnsPair }> {
  const view = await c.zone.records(name)
  const pair = dnsPair(name, view.apex, view.records)
  if (typeof pair === 'string') throw recordUnfit(c.environment.name, pair)
  return { view, pair }
}

function record({ record: name }: DnsRollbackInput): DnsStep {
  return {
    id: 'record',
    title: 'Record what serves',
    effect: 'read',
    run: async (c, at) => {
      const { colour } = factsOf(at)
      const { pair } = await read(c, name)
      const weights = dnsWeights(pair)
      if (percentOf(weights, colour) !== 100) {
        throw trafficSplit(c.environment.name, weightsText(weights), `--to ${colour}`)
      }
      const { leadsTo } = pair.records[colour]
      return { switched: { by: 'dns', colour, record: name, leadsTo } }
    },
  }
}

function factsOf({ facts }: Running) {
  const { colour, nothing, weights, leadsTo } = facts
  return {
    colour: isColour(colour) ? colour : 'blue',
    nothing: nothing === true,
    leadsTo: (leadsTo ?? []) as readonly string[],
    weights: (weights ?? { blue: 0, green: 0 }) as unknown as Weights,
  }
}

function planText(
  pair: DnsPair,
  colour: Colour,
  nothing: boolean,
  name: string,
  since: string | null,
): string {
  const { leadsTo } = pair.records[colour]
  if (nothing) {
    const by = since === null ? '' : `, since ${since}`
    const other = otherColour(colour)
    return `${name} leads to ${colour} already${by}. If ${other} is meant: --to ${other}`
  }
  const ttl = rememberedFor(pair.records[otherColour(colour)])
  return [
    `Back to   ${colour}, ${leadsTo.join(', ')}, by the ${pair.type} records of ${name}`,
    `now       ${weightsText(dnsWeights(pair))}`,
    `TTL       ${ttl} s: so long resolvers may go on with what they have`,
  ].join('\n')
}
