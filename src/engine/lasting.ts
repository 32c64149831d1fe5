import type { CommandLine, Exec } from '../ports/exec.ts'
import { durableRun, startedRuns } from './durable-runs.ts'

/**
 * As `exec`, but the children that `lasts` picks outlive this process: they write to files in the
 * operation's folder, as `<name>-1`, `<name>-2`, …, so its death breaks no pipe of theirs, and
 * `awaitLeftBehind` of a later process waits for the one that still runs.
 * @param lasts without it every child that changes something
 */
export function lastingExec(
  exec: Exec,
  folder: string,
  name: string,
  lasts: (command: CommandLine) => boolean = ({ effect }) => effect !== 'read',
): Exec {
  return {
    ...exec,
    run: async (command, options) => {
      if (!lasts(command)) return exec.run(command, options)
      const earlier = await startedRuns(exec, folder, name)
      return exec.run(command, {
        ...options,
        durable: durableRun(folder, name, earlier.length + 1),
      })
    },
  }
}
