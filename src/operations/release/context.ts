import type { Lines } from '../../domain/release/lines.ts'
import type { ReleaseSettings } from '../../domain/release/settings.ts'
import type { Files } from '../../ports/files.ts'
import type { Streams } from '../../ports/streams.ts'

/** All that the release operations need of the world in order to read and decide. */
export interface ReleaseContext {
  readonly streams: Streams
  readonly files: Pick<Files, 'read' | 'readBytes' | 'readRegular' | 'list' | 'stat' | 'write'>
  readonly settings: ReleaseSettings
  /** Absolute folder of the project; the history is that of the repository around it. */
  readonly folder: string
  /** Where the notes of a release are gathered: in memory, or in a file once they are many. */
  readonly newLines: () => Lines
}
