import type { Environment } from '../../config/environment.ts'
import { isPlainName, readLimit } from '../../domain/config-run/limit.ts'
import type { HostOutcome, RunOutcome } from '../../domain/config-run/outcome.ts'
import { judgePassedWords } from '../../domain/config-run/passed-words.ts'
import { keptHosts, spared } from '../../domain/deployment/kept.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { badInput } from '../../errors/index.ts'
import { listHistory } from '../../operations/history/list.ts'
import { documentsOf, type EnvironmentPlace } from './environment-place.ts'

interface ConfigFlags {
  readonly image?: string | undefined
  readonly failed?: boolean
  readonly limit?: string | undefined
  readonly extra: readonly string[]
}

const byDigest = /^[a-z0-9][a-z0-9.:/_-]*@sha256:[0-9a-f]{64}$/

/** Operations that give hosts an image, and note it as the fact `image`. */
const bringsImage: ReadonlySet<string> = new Set(['config apply', 'deploy', 'rollback'])

/**
 * What a configuration run is journaled with. Without `--image` the environment keeps the image of
 * its last good run; `--failed` takes the hosts that the last run left behind. Hosts that were kept for
 * a rollback are left as they are, unless they are named.
 * @throws OpsctlError BAD_INPUT (exit 2)
 */
export async function configInput(
  place: EnvironmentPlace,
  flags: ConfigFlags,
): Promise<JsonObject> {
  if (flags.image !== undefined && !byDigest.test(flags.image)) {
    const fix = 'name the image as opsctl image push prints it: REPOSITORY@sha256:…'
    throw badInput('--image', 'an image is named by its digest, never by a tag', fix)
  }
  const refusal = judgePassedWords(flags.extra)
  if (refusal !== null) throw badInput(refusal.field, refusal.rule, refusal.fix)
  const limit = limitOf(flags.limit, place.environment)
  const query = { environment: place.environment.name, limit: 50 }
  const entries = await listHistory(query, { documents: documentsOf(place) })
  const runs = entries.filter((entry) => entry.kind === 'config apply')
  // A deployment brings an image too, and a version with it: the next run must not take them back.
  const good = entries.find(
    ({ kind, outcome, facts }) =>
      bringsImage.has(kind) && outcome === 'done' && typeof facts['image'] === 'string',
  )
  const image = flags.image ?? good?.facts['image']
  const version = flags.image === undefined ? good?.facts['version'] : undefined
  const only = flags.failed === true ? leftBehind(runs[0]?.facts['failedHosts']) : limit
  return {
    ...(typeof image === 'string' ? { image } : {}),
    ...(typeof version === 'string' ? { version } : {}),
    only,
    spared: spared(keptHosts(entries), only),
    extra: flags.extra,
  }
}

function leftBehind(hosts: Json | undefined): readonly string[] {
  if (Array.isArray(hosts) && hosts.length > 0) {
    // From the ledger, which others can write to as well.
    if (hosts.every((host) => typeof host === 'string' && isPlainName(host))) return hosts
    throw badInput('--failed', 'the ledger names hosts that cannot be any', 'opsctl history')
  }
  throw badInput('--failed', 'the last run left no host behind', 'run it for all: without --failed')
}

function limitOf(limit: string | undefined, environment: Environment): readonly string[] {
  if (limit === undefined) return []
  const names = readLimit(limit, environment)
  if ('rule' in names) throw badInput(names.field, names.rule, names.fix)
  return names
}

/** The hosts' outcomes as the operation's facts tell them. */
export function outcomeOf(facts: JsonObject): RunOutcome {
  const hosts = (facts['hosts'] ?? []) as unknown as readonly HostOutcome[]
  return { hosts, good: true, changed: facts['changed'] === true }
}
