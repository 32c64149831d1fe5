import type { Files } from '../ports/files.ts'

export interface FoundConfig {
  /** Absolute path of the file; null: there is none. */
  readonly path: string | null
  /** Absolute folder: the one with the file, else the repository's root, else where it began. */
  readonly folder: string
}

/** Looks for opsctl.yaml from `from` upwards, no further than the first folder with a `.git`. */
export async function findConfig(files: Pick<Files, 'stat'>, from: string): Promise<FoundConfig> {
  for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf('/'))) {
    for (const name of ['opsctl.yaml', 'opsctl.yml', 'opsctl.json']) {
      if ((await files.stat(`${folder}/${name}`)) !== null) {
        return { path: `${folder}/${name}`, folder }
      }
    }
    if ((await files.stat(`${folder}/.git`)) !== null) return { path: null, folder: folder || '/' }
    if (folder === '') return { path: null, folder: from }
  }
}
