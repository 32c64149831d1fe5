import { existsSync } from 'node:fs'

/** What sends git elsewhere than to the clone where it is started (git help git, "Environment Variables"). */
const elsewhere = [
  'GIT_DIR',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
]

/** True for the topmost folder of a clone, unless this environment has git look elsewhere. */
export function isCloneRoot(folder: string, env: NodeJS.ProcessEnv): boolean {
  return existsSync(`${folder}/.git/HEAD`) && elsewhere.every((name) => env[name] === undefined)
}
