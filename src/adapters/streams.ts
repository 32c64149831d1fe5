import { interrupted, toolFailed } from '../errors/index.ts'
import type { CommandLine } from '../ports/exec.ts'
import type { Streams } from '../ports/streams.ts'
import { HeadStart } from './head-start.ts'
import { startReading } from './reading-child.ts'

/**
 * Reads what programs print. `told` hears each command before it starts. An interrupt ends them; they
 * change nothing.
 * @param ahead commands that were started already
 */
export function nodeStreams(
  signal: AbortSignal,
  told: (command: CommandLine) => void,
  ahead = new HeadStart(),
): Streams {
  const start = (command: CommandLine) => {
    if (signal.aborted) throw interrupted(`${command.file} was not started.`, [])
    told(command)
    const { output, ended, interrupt } = ahead.take(command) ?? startReading(command)
    signal.addEventListener('abort', interrupt, { once: true })
    const end = ended.finally(() => signal.removeEventListener('abort', interrupt))
    end.catch(() => undefined)
    return { output, ended: end }
  }
  return {
    begun: (command) => ahead.has(command),
    async read(command) {
      const { output, ended } = start(command)
      const pieces: Uint8Array[] = []
      for await (const piece of output) pieces.push(piece)
      return { ...(await ended), stdout: Buffer.concat(pieces).toString('utf8') }
    },
    async *pieces(command) {
      const { output, ended } = start(command)
      yield* output
      const { exitCode, signal: killed, stderr } = await ended
      if (signal.aborted) throw interrupted('Nothing was changed.', [])
      if (exitCode !== 0) {
        const how = killed === null ? `exit ${exitCode}` : killed
        throw toolFailed(
          `${command.file} ${command.args[0] ?? ''}`,
          `failed (${how}):\n${stderr.trim()}`,
          'Nothing was changed.',
          [`see what git says: git -C ${command.cwd ?? '.'} fsck`],
        )
      }
    },
  }
}
