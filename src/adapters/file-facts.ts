import type { Stats } from 'node:fs'
import type { FileFacts } from '../ports/files.ts'

/** What the system says of a file, as the port tells it. */
export function factsOf(stats: Stats): FileFacts {
  const kind = stats.isFile()
    ? 'file'
    : stats.isDirectory()
      ? 'folder'
      : stats.isSymbolicLink()
        ? 'link'
        : 'other'
  return { kind, sizeBytes: stats.size, mode: stats.mode & 0o7777, modifiedAt: stats.mtime }
}
