import type { Environment } from '../../config/environment.ts'
import { readLimit } from '../../domain/config-run/limit.ts'
import type { HostOutcome, RunOutcome } from '../../domain/config-run/outcome.ts'
import { judgePassedWords } from '../../domain/config-run/passed-words.ts'
import type { JsonObject } from '../../domain/json.ts'
import { badInput } from '../../errors/index.ts'
import { type Asked, aimAt } from '../../operations/config/aim.ts'
import { listHistory } from '../../operations/history/list.ts'
import type { EnvironmentPlace } from './environment-place.ts'
import { recordsOf } from './records.ts'

interface ConfigFlags {
  readonly image?: string | undefined
  readonly failed?: boolean
  readonly limit?: string | undefined
  readonly extra: readonly string[]
}

const byDigest = /^[a-z0-9][a-z0-9.:/_-]*@sha256:[0-9a-f]{64}$/

/**
 * What a configuration run is journaled with: what was said, and nothing of the ledger, which may move
 * until the run has the lock.
 * @throws OpsctlError BAD_INPUT (exit 2)
 */
export function configApplyInput(
  { environment }: Pick<EnvironmentPlace, 'environment'>,
  flags: ConfigFlags,
): { readonly asked: Asked; readonly extra: readonly string[] } {
  const { image = null, failed = false, limit, extra } = flags
  if (image !== null && !byDigest.test(image)) {
    const fix = 'name the image as opsctl image push prints it: REPOSITORY@sha256:…'
    throw badInput('--image', 'an image is named by its digest, never by a tag', fix)
  }
  const refusal = judgePassedWords(extra)
  if (refusal !== null) throw badInput(refusal.field, refusal.rule, refusal.fix)
  return { asked: { image, failed, only: limitOf(limit, environment) }, extra }
}

/**
 * What a run would bring now, for those who only look.
 * @throws OpsctlError BAD_INPUT (exit 2)
 */
export async function configInput(
  place: EnvironmentPlace,
  flags: ConfigFlags,
): Promise<JsonObject> {
  const { asked, extra } = configApplyInput(place, flags)
  const query = { environment: place.environment.name, limit: 50 }
  const entries = await listHistory(query, { documents: recordsOf(place) })
  return { ...aimAt(entries, asked), extra }
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
