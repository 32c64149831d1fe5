import { join } from 'node:path'
import { withScratchFolder } from '../../adapters/scratch-folder.ts'
import type { EnvironmentPlace } from './environment-place.ts'

/** A private folder in the project for the length of `use`. */
export function inScratchFolder<T>(
  place: EnvironmentPlace,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  return withScratchFolder(join(place.loaded.project, '.opsctl', 'scratch'), use)
}
