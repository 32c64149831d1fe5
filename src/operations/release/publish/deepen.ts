import { OpsctlError, shallowClone } from '../../../errors/index.ts'
import * as publishing from '../../../tools/git/publishing.ts'
import { isShallow } from '../history.ts'
import type { PublishContext } from './context.ts'

/**
 * Fetches what a shallow clone lacks: version and notes are decided by all commits and tags since the
 * last release. Adds commits and tags, and moves nothing that is here. Called only where nothing else
 * speaks against a release.
 * @returns why the history is still cut off; null: it is whole
 */
export async function deepened(c: PublishContext): Promise<OpsctlError | null> {
  if (!(await isShallow(c.release))) return null
  const { folder, settings } = c.release
  const ref = `refs/heads/${settings.branch}`
  let said = ''
  try {
    const env = await c.remote.environment()
    await c.git.run(publishing.deepen(folder, c.remote.name, ref, env))
  } catch (error) {
    if (!(error instanceof OpsctlError) || error.code !== 'GIT_FAILED') throw error
    said = error.message
  }
  return (await isShallow(c.release)) ? shallowClone(folder, said) : null
}
