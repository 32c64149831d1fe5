import type { Colour } from '../domain/traffic/colour.ts'
import type { DnsRecord } from '../domain/traffic/dns-records.ts'

/** A hosted zone of the DNS service. */
export interface ZoneReader {
  /** The zone's own name and all records of this name; names without the last dot. */
  records(name: string): Promise<ZoneView>
  /** Whether every name server of the zone has this change. */
  inSync(change: string): Promise<boolean>
}

export interface ZoneWriter {
  /**
   * Gives the weighted records of the view these weights, both in one batch that succeeds or fails as
   * a whole; everything else of them stays. Repeating it changes nothing.
   * @returns the change's ID, for `inSync`
   */
  setWeights(view: ZoneView, weights: Readonly<Record<Colour, number>>): Promise<string>
}

export interface ZoneView {
  readonly apex: string
  readonly records: readonly DnsRecord[]
  /** The records as they were read, so that a write keeps what it does not change. */
  readonly raw: unknown
}
