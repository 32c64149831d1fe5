import { isPlainName } from '../../domain/config-run/limit.ts'
import { cameToHosts, type Reach, reachOf } from '../../domain/config-run/reach.ts'
import { broughtImage } from '../../domain/deployment/brought-image.ts'
import { keptHosts, spared } from '../../domain/deployment/kept.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import type { LedgerEntry } from '../../engine/index.ts'
import { badInput } from '../../errors/index.ts'

/** What a person said of a run; it is journaled as such. */
export type Asked = {
  /** By digest; null: the image that the environment has. */
  readonly image: string | null
  /** The hosts that the last run left behind, instead of `only`. */
  readonly failed: boolean
  /** Hosts and groups to which the run is limited; none: every host. */
  readonly only: readonly string[]
}

/** What a configuration run brings, and to which hosts. */
export interface Aim extends Reach {
  readonly image: string | null
  readonly version: string | null
  /** The operation that brought the image of the environment; null: none has. */
  readonly asOf: string | null
}

/**
 * Without an image of its own a run keeps the one that the last good operation brought; hosts that were
 * kept for a rollback are left as they are, unless they are named.
 * @param entries the environment's ledger, newest first, without the run itself
 * @throws OpsctlError BAD_INPUT when no host was left behind
 */
export function aimAt(entries: readonly LedgerEntry[], asked: Asked): Aim {
  // That of a deployment as well, or the next run would take it back.
  const good = broughtImage(entries)
  const { image = null, version = null } = good?.facts ?? {}
  const given = asked.image === null ? { image, version } : { image: asked.image, version: null }
  const only = asked.failed
    ? leftBehind(entries.find(ranPlaybook)?.facts['failedHosts'])
    : asked.only
  return {
    image: textOf(given.image),
    version: textOf(given.version),
    only,
    spared: spared(keptHosts(entries), only),
    asOf: good?.id ?? null,
  }
}

/** The same as it was journaled. */
export function aimIn(facts: JsonObject): Aim {
  return {
    image: textOf(facts['image']),
    version: textOf(facts['version']),
    ...reachOf(facts),
    asOf: textOf(facts['asOf']),
  }
}

/** One that was refused, or ended before its first host, says nothing of hosts. */
function ranPlaybook(entry: LedgerEntry): boolean {
  const { kind, facts } = entry
  return kind === 'config apply' && (cameToHosts(entry) || facts['failedHosts'] !== undefined)
}

function leftBehind(hosts: Json | undefined): readonly string[] {
  if (Array.isArray(hosts) && hosts.length > 0) {
    // From the ledger, which others can write to as well.
    if (hosts.every((host) => typeof host === 'string' && isPlainName(host))) return hosts
    throw badInput('--failed', 'the ledger names hosts that cannot be any', 'opsctl history')
  }
  throw badInput('--failed', 'the last run left no host behind', 'run it for all: without --failed')
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null
}
