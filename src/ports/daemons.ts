/** Processes that outlive the command that starts them. */
export interface Daemons {
  /**
   * Starts a program in a session of its own with its output appended to `log` (0600).
   * @throws OpsctlError TOOL_MISSING when it cannot be started.
   */
  start(program: DaemonProgram): Promise<DaemonIdentity>
  /** The process that asks. */
  self(): Promise<DaemonIdentity>
  /** Who has this process number now; null when nobody. */
  find(pid: number): Promise<DaemonIdentity | null>
  /** Signals exactly this process, never a later one with its number. False when it is gone. */
  signal(process: DaemonIdentity, signal: 'SIGTERM' | 'SIGKILL'): Promise<boolean>
}

export interface DaemonProgram {
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly log: string
}

/** A process number alone is given to somebody else one day; with its start it names one process. */
export interface DaemonIdentity {
  readonly pid: number
  /** Opaque, e.g. the start in clock ticks since boot. */
  readonly started: string
}
