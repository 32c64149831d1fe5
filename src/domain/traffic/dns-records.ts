import { type Colour, colours } from './colour.ts'
import type { Weights } from './weights.ts'

/** A record set of one name, as the DNS service has it. */
export interface DnsRecord {
  readonly type: string
  /** Tells records of the same name and type apart; null for a plain one. */
  readonly identifier: string | null
  /** Null: it has no weight. */
  readonly weight: number | null
  /** Seconds; null for an alias. */
  readonly ttl: number | null
  /** Where users are sent: addresses, or names. */
  readonly leadsTo: readonly string[]
}

export interface DnsPair {
  readonly type: string
  readonly records: Readonly<Record<Colour, DnsRecord>>
}

/** Seconds that resolvers keep an alias of a load balancer (Route 53 guide, "Values for alias records"). */
const aliasTtl = 60

/**
 * The two weighted records of a name.
 * @param apex the zone's own name: a CNAME there would hide SOA and NS (RFC 1912, 2.4), so that no
 * resolver follows it; an alias record may stand there
 * @returns the pair, or the rule that the name breaks
 */
export function dnsPair(
  name: string,
  apex: string,
  records: readonly DnsRecord[],
): DnsPair | string {
  const below = name === apex || name.endsWith(`.${apex}`)
  if (!below) return `${name} is not in the zone ${apex}`
  const weighted = records.filter(({ weight }) => weight !== null)
  const named = weighted.map(({ identifier }) => identifier).toSorted()
  if (named.join() !== 'blue,green') {
    const has = named.length === 0 ? 'no weighted record' : `weighted records ${named.join(', ')}`
    return `${name} has ${has}; exactly blue and green are needed`
  }
  const of = (colour: Colour) =>
    weighted.find(({ identifier }) => identifier === colour) as DnsRecord
  const [blue, green] = [of('blue'), of('green')]
  if (!['A', 'AAAA', 'CNAME'].includes(blue.type))
    return `${name} has ${blue.type} records, which lead nobody`
  if (blue.type !== green.type) return `${name}: blue is ${blue.type} and green is ${green.type}`
  if (name === apex && blue.type === 'CNAME') {
    return `${name} is the zone's own name, where a CNAME cannot stand; alias records can`
  }
  const empty = colours.find((colour) => of(colour).leadsTo.length === 0)
  if (empty !== undefined) return `${name}: the record ${empty} leads nowhere`
  if (blue.leadsTo.toSorted().join() === green.leadsTo.toSorted().join()) {
    return `${name}: blue and green lead to the same place, ${blue.leadsTo.join(', ')}`
  }
  return { type: blue.type, records: { blue, green } }
}

export function dnsWeights({ records }: DnsPair): Weights {
  return { blue: records.blue.weight ?? 0, green: records.green.weight ?? 0 }
}

/** How long resolvers may go on answering with what this record said, in seconds. */
export function rememberedFor({ ttl }: DnsRecord): number {
  return ttl ?? aliasTtl
}
