import type { CommandLine } from './exec.ts'

/**
 * Runs git where it changes the clone or its remote. Only looking goes through Streams. Names in the
 * words were checked before: a ref, a hash and the name of a remote can never be read as an option.
 */
export interface GitActions {
  /**
   * Runs to the end and gives what git printed.
   * @throws OpsctlError GIT_FAILED with git's own words, passwords in addresses hidden
   */
  run(command: CommandLine): Promise<string>
}
