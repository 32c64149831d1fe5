import type { HostOutcome, RunOutcome } from '../../domain/config-run/outcome.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { badInput } from '../../errors/index.ts'
import { listHistory } from '../../operations/history/list.ts'
import { documentsOf, type EnvironmentPlace } from './environment-place.ts'

interface ConfigFlags {
  readonly image?: string | undefined
  readonly failed?: boolean
  readonly extra: readonly string[]
}

const byDigest = /^[a-z0-9][a-z0-9.:/_-]*@sha256:[0-9a-f]{64}$/

/**
 * What a configuration run is journaled with. Without `--image` the environment keeps the image of
 * its last good run; `--failed` takes the hosts that the last run left behind.
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
  const query = { environment: place.environment.name, limit: 50 }
  const runs = (await listHistory(query, { documents: documentsOf(place) })).filter(
    (entry) => entry.kind === 'config apply',
  )
  const good = runs.find(
    (entry) => entry.outcome === 'done' && typeof entry.facts['image'] === 'string',
  )
  const image = flags.image ?? good?.facts['image']
  const only = flags.failed === true ? leftBehind(runs[0]?.facts['failedHosts']) : []
  return {
    ...(typeof image === 'string' ? { image } : {}),
    only,
    extra: flags.extra,
  }
}

function leftBehind(hosts: Json | undefined): readonly string[] {
  if (Array.isArray(hosts) && hosts.length > 0) return hosts as readonly string[]
  throw badInput('--failed', 'the last run left no host behind', 'run it for all: without --failed')
}

/** The hosts' outcomes as the operation's facts tell them. */
export function outcomeOf(facts: JsonObject): RunOutcome {
  const hosts = (facts['hosts'] ?? []) as unknown as readonly HostOutcome[]
  return { hosts, good: true, changed: facts['changed'] === true }
}
