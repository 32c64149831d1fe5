import { resolve } from 'node:path'
import { hooksElsewhere, notARepository } from '../../../errors/index.ts'
import { configuredHooks, hooksFolder } from '../../../tools/git/hooks.ts'
import type { GitContext } from '../context.ts'

/**
 * The repository's own folder of hooks, absolute. One that is configured belongs to somebody: a tool
 * that manages hooks, or every repository of this user.
 * @throws OpsctlError NOT_A_REPOSITORY, HOOKS_ELSEWHERE
 */
export async function ownHooksFolder(c: GitContext): Promise<string> {
  const found = await c.streams.read(hooksFolder(c.folder))
  if (found.exitCode !== 0) throw notARepository(c.folder, '')
  const configured = await c.streams.read(configuredHooks(c.folder))
  if (configured.exitCode === 0) throw hooksElsewhere(configured.stdout.trim())
  return resolve(c.folder, found.stdout.replace(/\n$/, ''))
}
