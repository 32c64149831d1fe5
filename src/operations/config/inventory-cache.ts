import { inventoryStale } from '../../errors/index.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ConfigContext } from './context.ts'
import { configInventory, type InventoryHost } from './inventory.ts'

export interface CacheOptions {
  readonly clock: Clock
  /** Absolute path of the cache; its folder is made when it is missing. */
  readonly folder: string
  /** Seconds after which the cache is no answer any more. */
  readonly maxAge: number
  /** Ask anew whatever the cache says. */
  readonly refresh: boolean
  /** What the hosts were read from; a cache of another source is none. */
  readonly source: string
}

export interface DatedInventory {
  readonly hosts: readonly InventoryHost[]
  /** ISO 8601, when the cloud was asked. */
  readonly at: string
  readonly cached: boolean
}

interface Stored {
  readonly schema: 1
  readonly source: string
  readonly at: string
  readonly hosts: readonly InventoryHost[]
}

/**
 * The hosts from the cache, while it is young; asked anew when there is none yet. An old one is an
 * error rather than an answer: whoever acts on it acts on hosts that may be gone.
 * @throws OpsctlError INVENTORY_STALE
 */
export async function cachedInventory(
  c: ConfigContext,
  { clock, folder, maxAge, refresh, source }: CacheOptions,
): Promise<DatedInventory> {
  const path = `${folder}/${c.environment.name}.json`
  const stored = refresh ? null : read(await c.files.read(path), source)
  if (stored !== null) {
    const age = Math.round((clock.now().getTime() - Date.parse(stored.at)) / 1000)
    // A time to come is a clock that was set back: its age is unknown.
    if (age > maxAge || age < -1) throw inventoryStale(c.environment.name, age, maxAge)
    return { hosts: stored.hosts, at: stored.at, cached: true }
  }
  const at = clock.now().toISOString()
  const hosts = await configInventory(c)
  await c.files.makeFolder(folder, 0o700)
  const toStore: Stored = { schema: 1, source, at, hosts }
  await c.files.write(path, `${JSON.stringify(toStore)}\n`)
  return { hosts, at, cached: false }
}

/** A cache that cannot be read, or that is of something else, is no cache. */
function read(text: string | null, source: string): Stored | null {
  if (text === null) return null
  try {
    const stored = JSON.parse(text) as Partial<Stored> | null
    const fits = stored?.schema === 1 && stored.source === source && Array.isArray(stored.hosts)
    return fits && !Number.isNaN(Date.parse(stored.at ?? '')) ? (stored as Stored) : null
  } catch {
    return null
  }
}
