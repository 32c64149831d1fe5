import type { Files } from '../../ports/files.ts'
import type { Streams } from '../../ports/streams.ts'

/** All that the git operations need of the world. */
export interface GitContext {
  readonly streams: Streams
  readonly files: Files
  /** Absolute folder, anywhere in the repository. */
  readonly folder: string
}
