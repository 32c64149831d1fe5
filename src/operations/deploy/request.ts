import type { JsonObject } from '../../domain/json.ts'
import { lockKey, parseLock } from '../../engine/index.ts'
import { noDeployment } from '../../errors/index.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Documents } from '../../ports/documents.ts'

/** What a person asks of a deployment that runs elsewhere. */
export type RequestWord = 'promote' | 'hold' | 'abort'

export interface DeployRequest {
  readonly schema: 1
  /** The deployment that is meant; another one does not listen. */
  readonly operation: string
  readonly word: RequestWord
  readonly by: string
  /** ISO 8601. */
  readonly at: string
}

const requestKey = (environment: string) => `deploys/${environment}.json`

interface Asking {
  readonly documents: Documents
  readonly clock: Clock
  readonly environment: string
  readonly by: string
}

/**
 * Leaves a request where the running deployment reads it, every few seconds.
 * @throws OpsctlError NO_DEPLOYMENT when none is under way
 */
export async function requestOf(word: RequestWord, deps: Asking): Promise<DeployRequest> {
  const { documents, environment, by } = deps
  const holder = await runningDeployment(documents, environment)
  if (holder === null) throw noDeployment(environment, [`opsctl deploy status -e ${environment}`])
  const at = deps.clock.now().toISOString()
  const request: DeployRequest = { schema: 1, operation: holder, word, by, at }
  const body = `${JSON.stringify(request)}\n`
  const key = requestKey(environment)
  for (let attempt = 0; attempt < 5; attempt++) {
    const stored = await documents.read(key)
    const written = stored
      ? await documents.replace(key, body, stored.tag)
      : await documents.create(key, body)
    if (written) return request
  }
  throw new Error(`${key} moves faster than it can be written`)
}

/** The deployment or rollback that holds the environment's lock; null when there is none. */
export async function runningDeployment(
  documents: Documents,
  environment: string,
): Promise<string | null> {
  const key = lockKey(environment)
  const stored = await documents.read(key)
  const holder = stored && parseLock(stored.body, key).holder
  return holder?.kind === 'deploy' ? holder.operation : null
}

/** The last request for this operation; null when there is none, or when nobody can be asked. */
export async function readRequest(
  documents: Documents,
  environment: string,
  operation: string,
): Promise<DeployRequest | null> {
  try {
    const stored = await documents.read(requestKey(environment))
    if (stored === null) return null
    const request = JSON.parse(stored.body) as JsonObject & DeployRequest
    return request.schema === 1 && request.operation === operation ? request : null
  } catch {
    // A request that cannot be read is asked for again at the next look.
    return null
  }
}
