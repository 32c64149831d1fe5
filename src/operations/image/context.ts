import type { CommandLine, Exec } from '../../ports/exec.ts'
import type { Files } from '../../ports/files.ts'
import type { ImageEngine } from '../../tools/image/commands.ts'

/** All that the image operations need of the world. */
export interface ImageContext {
  readonly exec: Exec
  readonly files: Files
  readonly engine: ImageEngine
  /** Absolute folder with the Dockerfile. */
  readonly folder: string
  /** Name on this machine, without tag, e.g. `localhost/shop`. */
  readonly name: string
  readonly version: string
  readonly commit: string
  readonly authorities: string | null
  /** Stage of the Dockerfile; null: its last, the service. */
  readonly stage: string | null
  /**
   * Prints the image with Node that stands in where none can be pulled; null when the Dockerfile's
   * own default is to be used.
   */
  readonly baseScript: CommandLine | null
  news(line: string): void
}
