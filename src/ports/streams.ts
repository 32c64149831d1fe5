import type { CommandLine, Finished } from './exec.ts'

/** Runs programs that only look, and whose output may be larger than memory. */
export interface Streams {
  /** True when this very command was started ahead and nobody has read it yet. */
  begun(command: CommandLine): boolean
  /** Runs to the end with all of its output. Never rejects for a non-zero exit. */
  read(command: CommandLine): Promise<Finished>
  /**
   * The output piece by piece, as fast as it is taken. Leaving the loop early ends the program.
   * @throws OpsctlError TOOL_FAILED when it ends badly, TOOL_MISSING when it cannot be started
   */
  pieces(command: CommandLine): AsyncIterable<Uint8Array>
}
