import type { Effect } from '../domain/effect.ts'

/** One command line as data: words, never a shell string. */
export interface CommandLine {
  readonly file: string
  readonly args: readonly string[]
  readonly effect: Effect
  readonly cwd?: string
  /** Added to the child's environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /**
   * Its workers go on when it is killed, and must not meet those of the next run: as a durable child
   * it has ended only when they have.
   */
  readonly outlivedByWorkers?: true
}

/**
 * How a child ended, with its output as it was (parse it; never print it: it is not redacted).
 * Exactly one of `exitCode` and `signal` is set, except for a skipped call.
 */
export interface Finished {
  readonly exitCode: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
  /** True when a dry run printed the command instead of running it. */
  readonly skipped?: boolean
  /** True when its time ran out before it ended; see `Patience`. */
  readonly late?: boolean
}

/** How long a child may take that holds nothing and may be killed, such as a linter. */
export interface Patience {
  /** After this time it is interrupted. */
  readonly limitMs: number
  /** An interrupted one that is still there this much later is killed, with all that it started. */
  readonly graceMs: number
}

export interface RunOptions {
  /** Called for each complete line, redacted and free of control characters. */
  onLine?(line: string, stream: 'stdout' | 'stderr'): void
  /**
   * Takes stdout as it comes, for output that is too large or too secret to keep; `stdout` of the
   * answer is empty then. The bytes are valid during the call only.
   */
  sink?(bytes: Uint8Array): void
  readonly stdin?: string
  /** Interrupts the child: one SIGINT, never a kill. Instead of the signal that Exec was built with. */
  readonly signal?: AbortSignal
  /** Ends the child when it takes too long. Never for what changes something: a kill leaves halves. */
  readonly patience?: Patience
  /**
   * Folder for the child's output files. With it the child writes to files instead of pipes, so it
   * survives the death of opsctl (a broken pipe would kill Terraform with its state locked) and can
   * be awaited by `resume`.
   */
  readonly durable?: DurableRun
}

export interface DurableRun {
  /** Folder that receives `<name>.out`, `<name>.err`, `<name>.pid` and, at the end, `<name>.exit`. */
  readonly folder: string
  readonly name: string
}

/** A child that a former opsctl process started with `durable`. */
export interface LeftBehind {
  readonly pid: number
  readonly running: boolean
  /** ISO 8601, when the child was started. */
  readonly startedAt: string
  readonly exitCode: number | null
}

/** Runs programs. The only implementation that spawns is in adapters. */
export interface Exec {
  /**
   * Runs to the end. Never rejects for a non-zero exit: the caller reads `exitCode`.
   * @throws OpsctlError TOOL_MISSING when the program cannot be started.
   */
  run(command: CommandLine, options?: RunOptions): Promise<Finished>
  /** What became of a durable child; null when none was ever started under that name. */
  leftBehind(run: DurableRun): Promise<LeftBehind | null>
  /** Waits for a durable child of a former process, passing on its lines from the first. */
  attach(run: DurableRun, options?: RunOptions): Promise<Finished>
}
