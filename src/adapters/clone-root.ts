import { existsSync } from 'node:fs'

/** True for the topmost folder of a clone or of one of its working trees. Waits for nothing. */
export function isCloneRoot(folder: string): boolean {
  return existsSync(`${folder}/.git`)
}
