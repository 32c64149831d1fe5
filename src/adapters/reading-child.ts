import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { OpsctlError, toolMissing } from '../errors/index.ts'
import type { CommandLine, Finished } from '../ports/exec.ts'

/** What a program says on stderr is kept up to here. */
const longestComplaint = 8 * 1024

/** A program that only looks, at work. */
export interface ReadingChild {
  /** What it prints, as fast as it is taken. When the loop is left early, the program is interrupted. */
  readonly output: AsyncIterable<Uint8Array>
  readonly ended: Promise<Omit<Finished, 'stdout'>>
  interrupt(): void
}

/**
 * Starts a program on plain pipes: nothing here is loaded or set up that a short `git` does not need.
 * Its first output is asked for at once: what nobody listens for is thrown away when a child ends.
 */
export function startReading(command: CommandLine): ReadingChild {
  if (command.effect !== 'read') throw new Error(`${command.file} is not marked as reading`)
  const child = spawn(command.file, [...command.args], {
    cwd: command.cwd,
    env: { ...process.env, ...command.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = endOf(child, command)
  const pieces = (child.stdout as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
  const first = pieces.next()
  // Whoever waits later must not find an unhandled rejection meanwhile.
  for (const promise of [ended, first]) promise.catch(() => undefined)
  const interrupt = () => child.kill('SIGINT')
  return { output: from(first, pieces, interrupt), ended, interrupt }
}

/** @param left is called when nobody wants the rest: a program that is silent would never notice */
async function* from<T>(
  first: Promise<IteratorResult<T>>,
  rest: AsyncIterator<T>,
  left: () => void,
) {
  let next = await first
  try {
    for (; next.done !== true; next = await rest.next()) yield next.value
  } finally {
    if (next.done !== true) left()
    await rest.return?.()
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
