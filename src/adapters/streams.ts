import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { interrupted, OpsctlError, toolFailed, toolMissing } from '../errors/index.ts'
import type { CommandLine, Finished } from '../ports/exec.ts'
import type { Streams } from '../ports/streams.ts'

/** What a program says on stderr is kept up to here. */
const longestComplaint = 8 * 1024

/**
 * Reading programs on plain pipes: nothing here is loaded or set up that a short `git` does not need.
 * `told` hears each command before it starts. An interrupt ends them; they change nothing.
 */
export function nodeStreams(signal: AbortSignal, told: (command: CommandLine) => void): Streams {
  const start = (command: CommandLine) => {
    if (command.effect !== 'read') throw new Error(`${command.file} is not marked as reading`)
    if (signal.aborted) throw interrupted(`${command.file} was not started.`, [])
    told(command)
    const child = spawn(command.file, [...command.args], {
      cwd: command.cwd,
      env: { ...process.env, ...command.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const stop = () => child.kill('SIGINT')
    signal.addEventListener('abort', stop, { once: true })
    const ended = endOf(child, command).finally(() => signal.removeEventListener('abort', stop))
    // Whoever waits later must not find an unhandled rejection meanwhile.
    ended.catch(() => undefined)
    return { child, ended }
  }
  return {
    async read(command) {
      const { child, ended } = start(command)
      const pieces: Buffer[] = []
      child.stdout?.on('data', (piece: Buffer) => pieces.push(piece))
      const end = await ended
      return { ...end, stdout: Buffer.concat(pieces).toString('utf8') }
    },
    async *pieces(command) {
      const { child, ended } = start(command)
      let whole = false
      try {
        for await (const piece of child.stdout ?? []) yield piece as Uint8Array
        whole = true
      } finally {
        if (!whole) child.stdout?.destroy()
      }
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

async function endOf(child: ChildProcess, command: CommandLine): Promise<Omit<Finished, 'stdout'>> {
  let stderr = ''
  child.stderr?.on('data', (piece: Buffer) => {
    if (stderr.length < longestComplaint) stderr += piece.toString('utf8')
  })
  try {
    const [exitCode, signal] = (await once(child, 'close')) as [number | null, string | null]
    return { exitCode, signal, stderr }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      const fix = `install ${command.file} and have it on the PATH`
      throw toolMissing(command.file, 'this program', fix)
    }
    throw error instanceof OpsctlError ? error : new Error(`${command.file}: ${String(error)}`)
  }
}
