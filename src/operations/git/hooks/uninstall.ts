import { type HookName, hookNames, isOurs } from '../../../domain/git-rules/hooks.ts'
import type { GitContext } from '../context.ts'
import { ownHooksFolder } from './folder.ts'

export interface HooksRemoved {
  readonly hooks: readonly {
    readonly hook: HookName
    readonly path: string
    readonly state: 'removed' | 'absent' | 'foreign'
  }[]
}

/**
 * Takes away the hooks that opsctl wrote, and no other.
 * @throws OpsctlError NOT_A_REPOSITORY, HOOKS_ELSEWHERE
 */
export async function uninstallHooks(c: GitContext): Promise<HooksRemoved> {
  const folder = await ownHooksFolder(c)
  const hooks: HooksRemoved['hooks'][number][] = []
  for (const hook of hookNames) {
    const path = `${folder}/${hook}`
    hooks.push({ hook, path, state: await remove(path, c) })
  }
  return { hooks }
}

async function remove(path: string, c: GitContext) {
  const facts = await c.files.stat(path)
  if (facts === null) return 'absent'
  if (facts.kind !== 'file' || !isOurs((await c.files.read(path)) ?? '')) return 'foreign'
  await c.files.remove(path)
  return 'removed'
}
