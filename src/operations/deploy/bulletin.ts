import type { Judging } from '../../domain/deployment/judging.ts'
import type { Documents } from '../../ports/documents.ts'

/** How judging goes, where `deploy status` on any machine can read it. */
export interface Bulletin extends Judging {
  readonly schema: 1
  /** The deployment that tells it; what an earlier one left is not read. */
  readonly operation: string
}

const bulletinKey = (environment: string) => `judging/${environment}.json`

/**
 * Tells how judging goes. Never rejects: whoever watches sees the next one, and a deployment must
 * not go back because nobody could be told.
 */
export async function tellJudging(
  documents: Documents,
  environment: string,
  bulletin: Bulletin,
): Promise<void> {
  const key = bulletinKey(environment)
  const body = `${JSON.stringify(bulletin)}\n`
  try {
    const stored = await documents.read(key)
    if (stored === null) await documents.create(key, body)
    else await documents.replace(key, body, stored.tag)
  } catch {
    // Told again at the next look.
  }
}

/** The last word of this deployment; null when it has told none yet, or it cannot be read. */
export async function readJudging(
  documents: Documents,
  environment: string,
  operation: string,
): Promise<Bulletin | null> {
  try {
    const stored = await documents.read(bulletinKey(environment))
    if (stored === null) return null
    const bulletin = JSON.parse(stored.body) as Bulletin
    return bulletin.schema === 1 && bulletin.operation === operation ? bulletin : null
  } catch {
    return null
  }
}
