import type { CommandLine } from '../ports/exec.ts'

export interface Started {
  /** Undefined when the program could not be started. */
  readonly pid: number | undefined
  readonly stdout: AsyncIterable<Uint8Array>
  readonly stderr: AsyncIterable<Uint8Array>
  readonly ended: Promise<Ended>
}

export interface Ended {
  readonly exitCode: number | null
  readonly signal: string | null
  /** Why it could not be started, e.g. `ENOENT`. */
  readonly startError: string | null
}

/** Starts a child; what it does with its input and output is up to the caller. */
export type StartChild = (
  command: CommandLine,
  output: 'pipe' | 'ignore',
  stdin?: string,
) => Started

let loading: Promise<StartChild> | undefined

/**
 * Loads what starts children, once: a command that starts none, such as a rollback, is quicker without,
 * and one that will start some may ask for it early.
 */
export function childStarter(): Promise<StartChild> {
  loading ??= load()
  return loading
}

async function load(): Promise<StartChild> {
  const { execa } = await import('execa')
  return (command, output, stdin) => start(execa, command, output, stdin)
}

/**
 * Starts a child in a process group of its own: Ctrl-C at a terminal goes to the whole foreground
 * group, and a tool that gets it from the terminal and from opsctl counts two. Nothing here ever
 * kills: no timeout, no cleanup when opsctl ends.
 */
function start(
  execa: typeof import('execa').execa,
  command: CommandLine,
  output: 'pipe' | 'ignore',
  stdin?: string,
): Started {
  const child = execa(command.file, [...command.args], {
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    ...(command.env === undefined ? {} : { env: { ...command.env } }),
    detached: true,
    cleanup: false,
    forceKillAfterDelay: false,
    reject: false,
    buffer: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    stdout: output,
    stderr: output,
    ...(stdin === undefined ? { stdin: 'ignore' } : { input: stdin }),
  })
  const ended = child.then((result): Ended => {
    const code = result instanceof Error && 'code' in result ? result.code : undefined
    const startError = child.pid === undefined ? String(code ?? 'unknown') : null
    return { exitCode: result.exitCode ?? null, signal: result.signal ?? null, startError }
  })
  const none = (async function* () {})()
  return {
    pid: child.pid,
    stdout: (child.stdout as AsyncIterable<Uint8Array> | null) ?? none,
    stderr: (child.stderr as AsyncIterable<Uint8Array> | null) ?? none,
    ended,
  }
}

/** The program could not be started; the message is the system's code. */
export class StartError extends Error {}
