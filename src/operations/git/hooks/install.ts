import {
  asksOpsctl,
  type HookName,
  hookNames,
  hookText,
  isOurs,
  lineFor,
} from '../../../domain/git-rules/hooks.ts'
import type { GitContext } from '../context.ts'
import { ownHooksFolder } from './folder.ts'

export interface Hook {
  readonly hook: HookName
  /** Absolute. */
  readonly path: string
  /** `kept`: somebody else's, which asks opsctl; `foreign`: one that does not, kept as well. */
  readonly state: 'installed' | 'unchanged' | 'kept' | 'foreign'
  /** What a foreign hook would need. */
  readonly line: string | null
}

export interface HooksInstalled {
  /** False when a foreign hook keeps a rule from being checked. */
  readonly good: boolean
  readonly hooks: readonly Hook[]
}

/**
 * Puts the hooks where git looks for them. Nobody else's hook is ever touched; running it again
 * changes nothing. `program` is the absolute path of this opsctl.
 * @throws OpsctlError NOT_A_REPOSITORY, HOOKS_ELSEWHERE
 */
export async function installHooks(program: string, c: GitContext): Promise<HooksInstalled> {
  const folder = await ownHooksFolder(c)
  await c.files.makeFolder(folder, 0o755)
  const installed: Hook[] = []
  for (const hook of hookNames) {
    const path = `${folder}/${hook}`
    const state = await install(hook, path, program, c)
    installed.push({ hook, path, state, line: state === 'foreign' ? lineFor(hook) : null })
  }
  return { good: installed.every((one) => one.state !== 'foreign'), hooks: installed }
}

async function install(hook: HookName, path: string, program: string, c: GitContext) {
  const text = hookText(hook, program)
  const facts = await c.files.stat(path)
  if (facts !== null) {
    // A link leads to a file that somebody keeps elsewhere: theirs, whatever stands in it.
    const there = facts.kind === 'folder' ? '' : ((await c.files.read(path)) ?? '')
    if (facts.kind !== 'file' || !isOurs(there)) return asksOpsctl(there) ? 'kept' : 'foreign'
    if (there === text && facts.mode === 0o755) return 'unchanged'
  }
  await c.files.write(path, text, 0o755)
  return 'installed'
}
