import type { Colour } from '../../src/domain/traffic/colour.ts'
import type { DnsRecord } from '../../src/domain/traffic/dns-records.ts'
import type { Addresses } from '../../src/ports/addresses.ts'
import type { FleetReader, FleetWriter } from '../../src/ports/fleet.ts'
import type { Probe } from '../../src/ports/probe.ts'
import type { ZoneReader, ZoneWriter } from '../../src/ports/zone.ts'

/**
 * Two DNS records and two groups of hosts, in memory. Hosts appear at once and serve unless they are
 * in `sick`; a change is known to all name servers at the third time of asking.
 */
export class Switches {
  weights: Record<Colour, number> = { blue: 0, green: 100 }
  /** The records of shop.example.com beside their weights. */
  shape: Partial<DnsRecord> = {}
  apex = 'example.com'
  readonly sizes: Record<Colour, number> = { blue: 0, green: 2 }
  /** Addresses that do not answer. */
  readonly sick = new Set<string>()
  /** What an address says that it runs, where it is not build 1. */
  readonly builds = new Map<string, string>()
  readonly calls: string[] = []
  rounds = 0
  /** Runs before (`> call`) and after (`< call`) the effect of each. */
  onCall: (call: string) => void = () => {}
  syncs = true
  #open = 0
  #asked = 0

  get written(): readonly string[] {
    return this.calls.filter((call) => /^(weights|capacity)/.test(call))
  }

  /** True when users are sent to nobody, or only to those that do not answer. */
  get dnsBroken(): boolean {
    return (['blue', 'green'] as const).every(
      (colour) => this.weights[colour] === 0 || this.sick.has(this.address(colour)),
    )
  }

  get groupsBroken(): boolean {
    return (['blue', 'green'] as const).every((colour) =>
      this.hosts(colour).every((id) => this.sick.has(this.addressOf(id))),
    )
  }

  address = (colour: Colour): string => (colour === 'blue' ? '192.0.2.1' : '192.0.2.2')
  addressOf = (id: string) => `10.0.${id.startsWith('i-blue') ? 1 : 2}.${id.split('-').at(-1)}`
  hosts = (colour: Colour) =>
    Array.from({ length: this.sizes[colour] }, (_, n) => `i-${colour}-${n + 1}`)

  readonly zone: ZoneReader & ZoneWriter = {
    records: () =>
      this.#call('records', () => ({
        apex: this.apex,
        records: (['blue', 'green'] as const).map((colour) => ({
          ...{ type: 'A', identifier: colour, weight: this.weights[colour], ttl: 30 },
          leadsTo: [this.address(colour)],
          ...this.shape,
        })),
        raw: null,
      })),
    setWeights: (_, weights) =>
      this.#call(`weights ${weights.blue} ${weights.green}`, () => {
        this.weights = { ...weights }
        this.#asked = 0
        return 'C1'
      }),
    inSync: () =>
      this.#call('change', () => {
        this.#asked += 1
        return this.syncs && this.#asked >= 3
      }),
  }

  readonly fleet: FleetReader & FleetWriter = {
    group: (name) =>
      this.#call('group', () => {
        const colour = name as Colour
        const desired = this.sizes[colour]
        const hosts = this.hosts(colour)
        return {
          ...{ name, min: desired, desired, max: 4, launchTemplate: { id: 'lt', version: '1' } },
          hosts: hosts.map((id) => ({ id, inService: true, templateVersion: '1' })),
        }
      }),
    templateExists: async () => true,
    setCapacity: (name, { desired }) =>
      this.#call(`capacity ${name} ${desired}`, () => {
        this.sizes[name as Colour] = desired
      }),
  }

  readonly addresses: Addresses = {
    of: (ids) =>
      this.#call('addresses', () => new Map(ids.map((id) => [id, this.addressOf(id)] as const))),
  }

  readonly probe: Probe = {
    get: (url) =>
      this.#call('probe', () => {
        const { hostname, pathname } = new URL(url)
        if (this.sick.has(hostname)) return { kind: 'failed', reason: 'no answer in time' } as const
        const body = pathname === '/version' ? (this.builds.get(hostname) ?? '1') : ''
        return { kind: 'answered', status: 200, body } as const
      }),
  }

  async #call<T>(name: string, effect: () => T): Promise<T> {
    if (this.#open === 0) this.rounds += 1
    this.#open += 1
    try {
      await new Promise((resolve) => setImmediate(resolve))
      this.onCall(`> ${name}`)
      this.calls.push(name)
      const result = effect()
      this.onCall(`< ${name}`)
      return result
    } finally {
      this.#open -= 1
    }
  }
}
